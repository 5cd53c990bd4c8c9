package io.redisguard.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CatalogTableTest {
    private static final String HEADER = "command\trepeat\tdeadline\teffect\tkeys\tdanger\treply\texpiry\n";

    private static Map<String, CommandFacts> read(String table) throws IOException {
        return CatalogTable.read(new StringReader(table));
    }

    private static CommandFacts ordinary(String name, boolean container) {
        return new CommandFacts(
                name,
                CommandClass.FAST,
                ConnectionEffect.NONE,
                Repeat.READ,
                KeyPositions.NONE,
                Danger.NONE,
                ReplySize.BOUNDED,
                Expiry.NONE,
                container);
    }

    private static String line(String name) {
        return name + "\tREAD\tFAST\tNONE\tNONE\tNONE\tBOUNDED\tNONE\n";
    }

    @Test
    void readsOneCommandPerLine() throws IOException {
        assertThat(read(HEADER + line("ECHO") + "SORT\tNEVER\tSLOW\tBY_OPTION\t0+STORE@1\tDATA_LOSS\tWHOLE\tLACKS\n"))
                .containsOnly(
                        Map.entry("ECHO", ordinary("ECHO", false)),
                        Map.entry(
                                "SORT",
                                new CommandFacts(
                                        "SORT",
                                        CommandClass.SLOW,
                                        ConnectionEffect.BY_OPTION,
                                        Repeat.NEVER,
                                        KeyPositions.of("0+STORE@1"),
                                        Danger.DATA_LOSS,
                                        ReplySize.WHOLE,
                                        Expiry.LACKS,
                                        false)));
    }

    @Test
    void aCommandWithSubcommandsIsAContainer() throws IOException {
        assertThat(read(HEADER + line("A") + line("A B") + line("AB") + line("AC D")))
                .containsOnly(
                        Map.entry("A", ordinary("A", true)),
                        Map.entry("A B", ordinary("A B", false)),
                        Map.entry("AB", ordinary("AB", false)),
                        Map.entry("AC D", ordinary("AC D", false)));
    }

    @ParameterizedTest
    @CsvSource({
        "a word that is none,   GET|SOMETIMES|FAST|NONE|NONE|NONE|BOUNDED|NONE",
        "a deadline unknown,    GET|READ|QUICK|NONE|NONE|NONE|BOUNDED|NONE",
        "an effect unknown,     GET|READ|FAST|SOME|NONE|NONE|BOUNDED|NONE",
        "keys unknown,          GET|READ|FAST|NONE|FIRST|NONE|BOUNDED|NONE",
        "no keys,               GET|READ|FAST|NONE||NONE|BOUNDED|NONE",
        "a danger unknown,      GET|READ|FAST|NONE|NONE|MUCH|BOUNDED|NONE",
        "a reply unknown,       GET|READ|FAST|NONE|NONE|NONE|LARGE|NONE",
        "an expiry unknown,     GET|READ|FAST|NONE|NONE|NONE|BOUNDED|SOON",
        "a column too few,      GET|READ|FAST|NONE|NONE|NONE|BOUNDED",
        "a column too many,     GET|READ|FAST|NONE|NONE|NONE|BOUNDED|NONE|NONE",
        "no name,               '|READ|FAST|NONE|NONE|NONE|BOUNDED|NONE'",
        "an empty line,         ''",
        "the command once more, ECHO|READ|FAST|NONE|NONE|NONE|BOUNDED|NONE",
        "a line out of order,   DEL|STATE_ONLY|FAST|NONE|NONE|NONE|BOUNDED|NONE"
    })
    void namesTheLineThatIsMalformed(String problem, String line) {
        String malformed = line.replace('|', '\t');

        assertThatThrownBy(() -> read(HEADER + line("ECHO") + malformed + "\n"))
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
    void theTableHasARuleForEachCommandThatItsArgumentsDecide() {
        Map<String, CommandFacts> table = CatalogTable.load();

        assertThat(table).hasSize(611);
        assertThat(names(table, facts -> facts.repeat() == Repeat.BY_ARGUMENTS && !facts.container()))
                .hasSizeGreaterThan(30)
                .containsExactlyInAnyOrderElementsOf(ArgumentRule.names());
        assertThat(names(table, facts -> facts.reply() == ReplySize.BY_ARGUMENTS))
                .containsExactlyInAnyOrderElementsOf(ReplyRules.names());
        assertThat(names(table, facts -> facts.expiry() == Expiry.BY_ARGUMENTS))
                .containsExactlyInAnyOrderElementsOf(ExpiryRules.names());
    }

    private static List<String> names(Map<String, CommandFacts> table, Predicate<CommandFacts> wanted) {
        return table.values().stream().filter(wanted).map(CommandFacts::name).toList();
    }
}
