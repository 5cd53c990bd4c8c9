package io.redisguard.examples.summary;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestReportsTest {
    private static final Instant BUILD = Instant.parse("2026-02-03T04:05:06Z");

    @TempDir
    Path root;

    @Test
    void addsUpAllProjectsAndServers() throws Exception {
        suite("core/target/surefire-reports/TEST-A.xml", 3, 0, 0, 0);
        suite("core/target/failsafe-reports/TEST-AIT.xml", 4, 0, 0, 0);
        suite("test/target/failsafe-reports/TEST-BIT.xml", 5, 0, 0, 0);
        servers("core", "redis-guard-test: 2 servers, local redis-server 7.0.15");
        servers(
                "test",
                "redis-guard-test: 1 server, local redis-server 7.0.15, embedded redis-server 6.2.13,"
                        + " 2 tests left out that need a newer server");

        TestReports reports = read();

        assertThat(reports.allPassed()).isTrue();
        assertThat(reports)
                .hasToString("All tests passed: 12 passed, 0 failed, 0 skipped; on Java "
                        + Runtime.version().feature()
                        + ", local redis-server 7.0.15, embedded redis-server 6.2.13"
                        + "; 2 left out for want of a newer server");
    }

    @Test
    void oneFailureOrErrorOrSkippedTestSpoilsIt() throws Exception {
        suite("core/target/surefire-reports/TEST-A.xml", 3, 1, 0, 0);
        assertThat(read().allPassed()).isFalse();

        suite("core/target/surefire-reports/TEST-A.xml", 3, 0, 1, 0);
        assertThat(read().allPassed()).isFalse();

        suite("core/target/surefire-reports/TEST-A.xml", 3, 0, 0, 1);
        assertThat(read().allPassed()).isFalse();
        assertThat(read().toString()).startsWith("Not all tests passed: 2 passed, 0 failed, 1 skipped");
    }

    @Test
    void namesWhatFailedWithTheBeginningOfItsMessage() throws Exception {
        write("core/target/failsafe-reports/TEST-AIT.xml", """
                <testsuite name="A" tests="3" failures="1" errors="1" skipped="0">
                  <testcase classname="io.A" name="holds"/>
                  <testcase classname="io.A" name="breaks"><failure message="  Expected 1&#10;but was 2">at x</failure></testcase>
                  <testcase classname="io.A" name="throws"><error type="Error">at y</error></testcase>
                </testsuite>
                """);

        assertThat(read().failures()).containsExactly("io.A.breaks: Expected 1", "io.A.throws: no message");
    }

    @Test
    void noTestAtAllSpoilsIt() throws Exception {
        assertThat(read().allPassed()).isFalse();
        assertThat(read().toString()).startsWith("No test ran");
    }

    @Test
    void reportsOfAnOlderBuildDoNotCount() throws Exception {
        suite("core/target/surefire-reports/TEST-A.xml", 3, 0, 0, 0);
        Path old = suite("core/target/surefire-reports/TEST-Old.xml", 9, 9, 0, 0);
        Files.setLastModifiedTime(old, FileTime.from(BUILD.minusSeconds(1)));

        TestReports reports = read();

        assertThat(reports.allPassed()).isTrue();
    }

    private TestReports read() throws Exception {
        return TestReports.read(BUILD, List.of(root));
    }

    private Path suite(String file, int tests, int failures, int errors, int skipped) throws IOException {
        return write(file, """
                <?xml version="1.0" encoding="UTF-8"?>
                <testsuite name="A" tests="%d" failures="%d" errors="%d" skipped="%d"><testcase name="b"/></testsuite>
                """.formatted(tests, failures, errors, skipped));
    }

    private void servers(String project, String line) throws IOException {
        write(project + "/target/failsafe-reports/redis-guard-test-4711.txt", line);
    }

    private Path write(String file, String content) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        return Files.writeString(path, content);
    }
}
