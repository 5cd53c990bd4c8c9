package io.redisguard.examples.legacy;

import static org.assertj.core.api.Assertions.assertThat;

import io.redisguard.policy.PolicyAction;
import io.redisguard.policy.PolicyReport;
import io.redisguard.policy.PolicyRule;
import io.redisguard.test.RedisExtension;
import io.redisguard.test.RedisServer;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The report of an application that is only observed lists exactly what was planted in it. */
@ExtendWith(RedisExtension.class)
class LegacyIT {
    /** What the shop does wrong: how often, and where. */
    private record Sin(PolicyRule rule, String command, long count, String place) {}

    private static final List<Sin> PLANTED = List.of(
            new Sin(PolicyRule.DANGEROUS_COMMAND, "FLUSHDB", 1, "Maintenance.startOver"),
            new Sin(PolicyRule.DANGEROUS_COMMAND, "KEYS", 1, "NightlyReport.sessions"),
            new Sin(PolicyRule.DANGEROUS_SCRIPT, "EVAL", 1, "NightlyReport.carts"),
            new Sin(PolicyRule.UNBOUNDED_READ, "HGETALL", 1, "NightlyReport.stock"),
            new Sin(PolicyRule.UNBOUNDED_READ, "SMEMBERS", 1, "NightlyReport.customers"),
            new Sin(PolicyRule.UNBOUNDED_READ, "LRANGE", 1, "NightlyReport.orders"),
            new Sin(PolicyRule.BIG_REPLY, "HGETALL", 1, "NightlyReport.stock"),
            new Sin(PolicyRule.BIG_DELETE, "DEL", 1, "Maintenance.dropStock"),
            new Sin(PolicyRule.BIG_VALUE, "SET", 1, "Catalogue.importManual"),
            new Sin(PolicyRule.HUGE_VALUE, "SET", 1, "Catalogue.importFilm"),
            new Sin(PolicyRule.MANY_ELEMENTS, "MSET", 1, "Catalogue.importPrices"),
            new Sin(PolicyRule.LONG_KEY, "SET", 1, "Catalogue.search"),
            new Sin(PolicyRule.KEY_CHARACTERS, "HSET", 1, "Customers.register"),
            new Sin(PolicyRule.MISSING_EXPIRY, "SET", 3, "Catalogue.showPages"));

    private final RedisServer server;

    LegacyIT(RedisServer server) {
        this.server = server;
    }

    private static Stream<Sin> sins(PolicyReport report) {
        return report.entries().stream()
                .flatMap(entry -> entry.sites().stream()
                        .map(site -> new Sin(
                                entry.rule(),
                                entry.command(),
                                site.count(),
                                site.place()
                                        .replace(Shop.class.getPackageName() + ".", "")
                                        .replaceAll("\\(\\w+\\.java:\\d+\\)", ""))));
    }

    @Test
    void theReportListsExactlyThePlantedSins() {
        PolicyReport report =
                GuardedMain.run(server.uri(), GuardedMain.OBSERVED).report();

        assertThat(sins(report)).containsExactlyInAnyOrderElementsOf(PLANTED);
        assertThat(report.entries())
                .hasSameSizeAs(PLANTED)
                .allSatisfy(entry -> assertThat(entry.action()).isEqualTo(PolicyAction.OBSERVED))
                .allSatisfy(entry -> assertThat(entry.count())
                        .isEqualTo(entry.sites().stream()
                                .mapToLong(PolicyReport.Site::count)
                                .sum()));
    }

    @Test
    void theShopThatIsObservedDoesTheSameAsWithPlainLettuce() {
        List<String> plain = PlainMain.run(server.uri());

        assertThat(plain).noneMatch(job -> job.contains("FAILED"));
        assertThat(GuardedMain.run(server.uri(), GuardedMain.OBSERVED).jobs()).isEqualTo(plain);
    }

    @Test
    void withTheDefaultsTheJobsFailThatMustBeMended() {
        PlainMain.run(server.uri());

        GuardedMain.Day day = GuardedMain.run(server.uri(), GuardedMain.DEFAULTS);

        assertThat(day.jobs())
                .filteredOn(job -> job.contains("FAILED"))
                .satisfiesExactly(
                        job -> assertThat(job).startsWith("start over FAILED: FLUSHDB was refused by rule dangerous-"),
                        job -> assertThat(job).startsWith("import film FAILED: SET was refused by rule huge-value"),
                        job -> assertThat(job).startsWith("show pages FAILED: SET was refused by rule missing-expiry"),
                        job -> assertThat(job)
                                .startsWith("report sessions FAILED: KEYS was refused by rule dangerous"));
        assertThat(day.report().entries())
                .filteredOn(entry -> entry.action() == PolicyAction.REJECTED)
                .hasSize(4)
                .allSatisfy(entry -> assertThat(entry.count()).isEqualTo(1));
    }
}
