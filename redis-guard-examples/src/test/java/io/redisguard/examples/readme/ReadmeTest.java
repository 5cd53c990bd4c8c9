package io.redisguard.examples.readme;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ReadmeTest {
    @Test
    void theTenLinesAreThoseOfTheExample() throws Exception {
        List<String> example = Documents.text(
                        "redis-guard-examples/src/main/java/io/redisguard/examples/readme/TenLines.java")
                .lines()
                .dropWhile(line -> !line.endsWith("// README begin"))
                .skip(1)
                .takeWhile(line -> !line.endsWith("// README end"))
                .map(line -> line.substring(8))
                .toList();

        assertThat(example).hasSize(10);
        assertThat(Documents.codeBlock("README.md", "## Ten lines")).isEqualTo(example);
    }

    @Test
    void twoCommandsAreTwo() throws Exception {
        assertThat(Documents.codeBlock("README.md", "## Two commands"))
                .hasSize(2)
                .allSatisfy(command -> assertThat(command).startsWith("mvn "));
    }
}
