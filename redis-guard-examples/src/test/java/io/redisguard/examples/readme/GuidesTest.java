package io.redisguard.examples.readme;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the guides show is there. */
class GuidesTest {
    @ParameterizedTest
    @ValueSource(strings = {"docs/guides/topologies.md", "docs/guides/security.md"})
    void everyLinkLeadsToAFile(String guide) throws IOException {
        assertThat(Documents.links(guide))
                .isNotEmpty()
                .allSatisfy(target -> assertThat(target).exists());
    }

    @Test
    void theCodeAboutTopologiesIsThatOfTheExamples() throws IOException {
        List<String> examples = Stream.of(Documents.sources("topology"), Documents.sources("connection"))
                .flatMap(List::stream)
                .map(GuidesTest::withoutIndentation)
                .toList();

        assertThat(Documents.codeBlocks("docs/guides/topologies.md", "java"))
                .hasSizeGreaterThan(4)
                .map(GuidesTest::withoutIndentation)
                .allSatisfy(block -> assertThat(examples)
                        .anySatisfy(example -> assertThat(example).contains(block)));
    }

    private static String withoutIndentation(String code) {
        return code.lines().map(String::strip).collect(Collectors.joining("\n"));
    }
}
