package io.redisguard.examples.readme;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What all pages link to is there, and the code that they show is compiled. */
class GuidesTest {
    static List<String> pages() throws IOException {
        return Documents.pages();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyLinkLeadsSomewhere(String page) throws IOException {
        assertThat(Documents.links(page))
                .allSatisfy(target -> assertThat(Documents.exists(page, target)).isTrue());
    }

    @ParameterizedTest
    @MethodSource("pages")
    void theCodeIsThatOfTheExamples(String page) throws IOException {
        List<String> examples =
                Documents.sources().stream().map(GuidesTest::withoutIndentation).toList();

        assertThat(Documents.codeBlocks(page, "java"))
                .map(GuidesTest::withoutIndentation)
                .allSatisfy(block -> assertThat(examples)
                        .anySatisfy(example -> assertThat(example).contains(block)));
    }

    @Test
    void pagesLinksAndCodeAreFound() throws IOException {
        assertThat(pages())
                .contains(
                        "README.md", "docs/configuration.md", "docs/guides/security.md", "redis-guard-test/README.md");
        assertThat(Documents.links("docs/configuration.md")).contains("architecture.md#one-sign-of-life");
        assertThat(Documents.codeBlocks("docs/guides/topologies.md", "java")).hasSizeGreaterThan(4);
    }

    @Test
    void aLinkThatLeadsNowhereIsFound() {
        assertThat(Documents.exists("docs/metrics.md", "configuration.md#pools-pooloptions"))
                .isTrue();
        assertThat(Documents.exists("docs/metrics.md", "#pools-pooloptions")).isFalse();
        assertThat(Documents.exists("docs/metrics.md", "pools.md")).isFalse();
    }

    private static String withoutIndentation(String code) {
        return code.lines().map(String::strip).collect(Collectors.joining("\n"));
    }
}
