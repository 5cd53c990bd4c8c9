package io.redisguard.examples.readme;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReadmeTest {
    @Test
    void theTenLinesAreThoseOfTheExample() throws Exception {
        List<String> example = Documents.example("TenLines");

        assertThat(example).hasSize(10);
        assertThat(Documents.codeBlock("README.md", "## Ten lines")).isEqualTo(example);
    }

    @Test
    void theWayOfAnExistingApplicationIsThatOfTheExample() throws Exception {
        assertThat(Documents.codeBlock("README.md", "## An application that exists already"))
                .isNotEmpty()
                .isEqualTo(Documents.example("Adoption"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"README.md", "docs/best-practices.md", "docs/configuration.md", "docs/metrics.md"})
    void everyLinkLeadsToAFile(String document) throws Exception {
        assertThat(Documents.links(document))
                .isNotEmpty()
                .allSatisfy(target -> assertThat(target).exists());
    }

    @Test
    void twoCommandsAreTwo() throws Exception {
        assertThat(Documents.codeBlock("README.md", "## Two commands"))
                .hasSize(2)
                .allSatisfy(command -> assertThat(command).startsWith("mvn "));
    }
}
