package io.redisguard.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ServiceLoader;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

class ServerVersionFilterTest {
    private final RunReport report = new RunReport();
    private final AtomicInteger asked = new AtomicInteger();

    @Test
    void leavesOutWhatNeedsANewerServerAndSkipsNothing() {
        TestExecutionSummary summary = Launch.of(Tagged.class, filterFor("redis", "7.0.15", "7.0.15"));

        assertThat(summary.getTestsFoundCount()).isEqualTo(2);
        assertThat(summary.getTestsSkippedCount()).isZero();
        assertThat(report.closingLine())
                .contains("redis-guard-test: 0 servers, 2 tests left out that need a newer server");
    }

    @Test
    void countsATestOnceHoweverOftenItIsDiscovered() {
        ServerVersionFilter filter = filterFor("redis", "6.2.6", "6.2.6");
        Launch.of(Tagged.class, filter);
        Launch.of(Tagged.class, filter);

        assertThat(report.closingLine())
                .hasValueSatisfying(line -> assertThat(line).contains("3 tests left out"));
    }

    @Test
    void measuresValkeyByTheRedisItIsCompatibleWith() {
        TestExecutionSummary summary = Launch.of(Tagged.class, filterFor("valkey", "8.1.3", "7.2.4"));

        assertThat(summary.getTestsFoundCount()).isEqualTo(3);
        assertThat(report.closingLine())
                .hasValueSatisfying(line -> assertThat(line).contains("1 test left out that needs a newer server"));
    }

    @Test
    void asksNoServerWhenNoTestNeedsOne() {
        TestExecutionSummary summary = Launch.of(Untagged.class, filterFor("redis", "6.2.6", "6.2.6"));

        assertThat(summary.getTestsFoundCount()).isEqualTo(1);
        assertThat(asked).hasValue(0);
        assertThat(report.closingLine()).isEmpty();
    }

    @Test
    void isFoundByThePlatform() {
        assertThat(ServiceLoader.load(PostDiscoveryFilter.class)).hasAtLeastOneElementOfType(ServerVersionFilter.class);
        assertThat(ServiceLoader.load(TestExecutionListener.class)).hasAtLeastOneElementOfType(RunReportListener.class);
    }

    private ServerVersionFilter filterFor(String name, String version, String compatible) {
        return new ServerVersionFilter(
                () -> {
                    asked.incrementAndGet();
                    return new ServerVersionFilter.Found(
                            ServerVersion.of(name, version), ServerVersion.of("redis", compatible));
                },
                report);
    }

    static class Tagged {
        @Test
        @Tag("some-other-tag")
        void needsNothing() {}

        @Test
        @Tag("needs-redis-7.0")
        void needsSeven() {}

        @Test
        @Tag("needs-redis-8.0")
        void needsEight() {}

        @Test
        @Tag("needs-valkey-8.1")
        void needsValkey() {}
    }

    static class Untagged {
        @Test
        void needsNothing() {}
    }
}
