package io.redisguard.examples.readme;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

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

    @Test
    void twoCommandsAreTwo() throws Exception {
        assertThat(Documents.codeBlock("README.md", "## Two commands"))
                .hasSize(2)
                .allSatisfy(command -> assertThat(command).startsWith("mvn "));
    }
}
