package io.redisguard.examples.readme;

import static org.assertj.core.api.Assertions.assertThat;

import io.redisguard.policy.PolicyMode;
import io.redisguard.policy.PolicyRule;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the page of best practices names is there: rules with their defaults, options, classes and tests. */
class BestPracticesTest {
    private static final String PAGE = "docs/best-practices.md";
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final Pattern OPTION = Pattern.compile("[a-z]+(-[a-z]+)*");
    private static final Pattern TYPE = Pattern.compile("[A-Z]\\w*[a-z]\\w*");

    private static List<Row> rows = List.of();
    private static Set<String> classes = Set.of();

    /** A practice. */
    record Row(String practice, String guard, String change, String proof) {
        static Row of(String line) {
            String[] cells = line.substring(2, line.length() - 2).split(" \\| ", -1);
            assertThat(cells).as(line).hasSize(4);
            return new Row(cells[0], cells[1], cells[2], cells[3]);
        }

        @Override
        public String toString() {
            return practice;
        }
    }

    @BeforeAll
    static void read() throws IOException {
        rows = rows().toList();
        classes = Documents.names(".java");
    }

    static Stream<Row> rows() throws IOException {
        return Documents.text(PAGE)
                .lines()
                .filter(line -> line.startsWith("| ") && !line.startsWith("| Practice |"))
                .map(Row::of);
    }

    private static List<String> code(String text, Pattern kind) {
        return CODE.matcher(text)
                .results()
                .map(code -> code.group(1))
                .filter(kind.asMatchPredicate())
                .toList();
    }

    private static PolicyMode mode(String guard) {
        return switch (guard.substring(0, guard.indexOf(' '))) {
            case "Refuses" -> PolicyMode.REJECT;
            case "Warns" -> PolicyMode.WARN;
            case "Counts" -> PolicyMode.OBSERVE;
            default -> throw new AssertionError("says no mode: " + guard);
        };
    }

    @ParameterizedTest
    @EnumSource
    void everyRuleHasOneRowWithItsDefault(PolicyRule rule) {
        assertThat(rows)
                .filteredOn(row -> code(row.change(), OPTION).contains(rule.id()))
                .singleElement()
                .satisfies(row -> assertThat(mode(row.guard())).isEqualTo(rule.byDefault()));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void everyOptionExists(Row row) {
        Set<String> options = ConfigurationTest.defaults()
                .map(option -> option.replaceFirst("=.*", ""))
                .collect(Collectors.toSet());

        assertThat(options).containsAll(code(row.change(), OPTION));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void everyRowNamesTestsThatExist(Row row) {
        List<String> tests = Arrays.asList(row.proof().split(", ", -1));

        assertThat(tests)
                .isNotEmpty()
                .allSatisfy(test -> assertThat(test)
                        .matches("`\\w+(Test|IT)`")
                        .satisfies(name -> assertThat(classes).contains(name.replace("`", "") + ".java")));
    }

    @Test
    void everyClassExists() throws IOException {
        List<String> lettuce = List.of("ClientResources");

        assertThat(Documents.text(PAGE)
                        .lines()
                        .flatMap(line -> CODE.matcher(line)
                                .results()
                                .map(code -> code.group(1).replaceFirst("\\..*", ""))
                                .filter(TYPE.asMatchPredicate())))
                .filteredOn(type -> !lettuce.contains(type))
                .allSatisfy(type -> assertThat(classes).contains(type + ".java"));
    }
}
