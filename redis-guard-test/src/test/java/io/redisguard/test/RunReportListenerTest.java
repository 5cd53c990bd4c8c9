package io.redisguard.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunReportListenerTest {
    @TempDir
    Path folder;

    @Test
    void addsEachLineToTheFileOfThisProcess() throws Exception {
        Path reports = folder.resolve("reports");

        RunReportListener.write("first", reports.toString());
        RunReportListener.write("second", reports.toString());

        assertThat(reports.resolve("redis-guard-test-" + ProcessHandle.current().pid() + ".txt"))
                .hasContent("first\nsecond");
    }

    @Test
    void writesNothingWithoutAFolder() {
        RunReportListener.write("line", null);

        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void saysWhereItCouldNotWrite() throws Exception {
        Path file = Files.createFile(folder.resolve("no-folder"));

        assertThatThrownBy(() -> RunReportListener.write("line", file.toString()))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining(file.toString());
    }
}
