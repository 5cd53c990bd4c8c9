package io.redisguard.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringReader;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CatalogTableTest {
    private static final String HEADER = "command\trepeat\tdeadline\teffect\n";

    private static Map<String, CommandFacts> read(String table) throws IOException {
        return CatalogTable.read(new StringReader(table));
    }

    @Test
    void readsOneCommandPerLine() throws IOException {
        assertThat(read(HEADER + "GET\tREAD\tFAST\tNONE\nXREAD\tREAD\tFAST\tBY_OPTION\n"))
                .containsOnly(
                        Map.entry(
                                "GET", new CommandFacts("GET", CommandClass.FAST, ConnectionEffect.NONE, Repeat.READ)),
                        Map.entry(
                                "XREAD",
                                new CommandFacts("XREAD", CommandClass.FAST, ConnectionEffect.BY_OPTION, Repeat.READ)));
    }

    @ParameterizedTest
    @CsvSource({
        "a word that is none,   GET|SOMETIMES|FAST|NONE",
        "a deadline unknown,    GET|READ|QUICK|NONE",
        "an effect unknown,     GET|READ|FAST|SOME",
        "a column too few,      GET|READ|FAST",
        "a column too many,     GET|READ|FAST|NONE|NONE",
        "no name,               '|READ|FAST|NONE'",
        "an empty line,         ''",
        "the command once more, ECHO|READ|FAST|NONE",
        "a line out of order,   DEL|STATE_ONLY|FAST|NONE"
    })
    void namesTheLineThatIsMalformed(String problem, String line) {
        String malformed = line.replace('|', '\t');

        assertThatThrownBy(() -> read(HEADER + "ECHO\tREAD\tFAST\tNONE\n" + malformed + "\n"))
                .as(problem)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("Line 3 of the command table is malformed")
                .hasMessageContaining("'" + malformed + "'");
    }

    @Test
    void refusesATableWithOtherColumns() {
        assertThatThrownBy(() -> read("command\tdeadline\n")).hasMessageStartingWith("Line 1 ");
        assertThatThrownBy(() -> read("")).hasMessageStartingWith("Line 1 ");
    }

    @Test
    void theTableHasEveryCommandWithARuleForEachThatItsArgumentsDecide() {
        Map<String, CommandFacts> table = CatalogTable.load();

        assertThat(table).hasSize(584);
        assertThat(table.values())
                .filteredOn(facts -> facts.repeat() == Repeat.BY_ARGUMENTS)
                .hasSizeGreaterThan(50)
                .allSatisfy(facts -> assertThat(ArgumentRule.named(facts.name()) != null
                                || table.keySet().stream().anyMatch(name -> name.startsWith(facts.name() + " ")))
                        .as("%s has a rule or subcommands", facts.name())
                        .isTrue());
        assertThat(ArgumentRule.names())
                .allSatisfy(name -> assertThat(table.get(name))
                        .extracting(CommandFacts::repeat)
                        .isEqualTo(Repeat.BY_ARGUMENTS));
    }
}
