package io.redisguard.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.redisguard.command.ConnectionRole;
import io.redisguard.command.GuardEvent.BreakerState;
import io.redisguard.error.CallOutcome;
import io.redisguard.error.PoolState;
import io.redisguard.policy.PolicyAction;
import io.redisguard.policy.PolicyRule;
import io.redisguard.simulation.PlainCall;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The page for operators says what the code does, and nothing else. */
class MetricsPageTest {
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    private final String page = Files.readString(Path.of("..", "docs", "metrics.md"));

    MetricsPageTest() throws IOException {}

    /** Returns the rows of a table between two marks, as cells. */
    private List<List<String>> rows(String mark) {
        return page.substring(page.indexOf("<!-- " + mark + " -->"), page.indexOf("<!-- /" + mark + " -->"))
                .lines()
                .filter(line -> line.startsWith("| `"))
                .map(line ->
                        Arrays.stream(line.split("\\|", -1)).map(String::trim).toList())
                .toList();
    }

    private static List<String> codes(String cell) {
        return CODE.matcher(cell).results().map(found -> found.group(1)).toList();
    }

    private static List<String> keys(GuardMeter meter) {
        return meter.tags().stream().map(GuardTag::key).toList();
    }

    private static String word(Meter.Type type) {
        return switch (type) {
            case TIMER -> "timer";
            case COUNTER -> "counter";
            case GAUGE -> "gauge";
            case DISTRIBUTION_SUMMARY -> "summary";
            default -> throw new IllegalArgumentException("not documented: " + type);
        };
    }

    @Test
    void itHasARowForEachMeterInTheSameOrderAndNoOther() {
        assertThat(rows("meters").stream()
                        .map(cells -> List.of(
                                codes(cells.get(1)).get(0),
                                cells.get(2),
                                cells.get(3),
                                codes(cells.get(4)).toString())))
                .containsExactlyElementsOf(Arrays.stream(GuardMeter.values())
                        .map(meter -> List.of(
                                meter.meterName(),
                                word(meter.type()),
                                meter.unit() == null ? "–" : meter.unit(),
                                keys(meter).toString()))
                        .toList());
    }

    @Test
    void itHasARowForEachTagAndNoOther() {
        assertThat(rows("tags").stream().flatMap(cells -> codes(cells.get(1)).stream()))
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(GuardTag.values()).map(GuardTag::key).toList());
    }

    @ParameterizedTest
    @EnumSource
    void theValuesOfATagAreAllThereAndNoOther(GuardTag tag) {
        List<String> expected = switch (tag) {
            case DB_OPERATION, COMMAND -> List.of("_other");
            case SERVER_ADDRESS, SERVER_PORT -> List.of("none");
            case RULE -> Arrays.stream(PolicyRule.values()).map(PolicyRule::id).toList();
            case ACTION ->
                Arrays.stream(PolicyAction.values()).map(PolicyAction::id).toList();
            case ERROR_TYPE ->
                tag.closedSet().stream()
                        .filter(value -> !GuardTag.STATUS_CODE.closedSet().contains(value) || value.equals("none"))
                        .toList();
            default -> tag.closedSet();
        };
        String values = rows("tags").stream()
                .filter(cells -> codes(cells.get(1)).contains(tag.key()))
                .map(cells -> cells.get(2))
                .findAny()
                .orElseThrow();

        assertThat(codes(values)).containsExactlyElementsOf(expected);
    }

    @Test
    void itNamesTheBuckets() {
        assertThat(page).contains("250 µs, 500 µs, 1, 5, 10, 50, 100, 500 ms, 1, 5, 10 s");
        assertThat(ServerMeters.BUCKETS)
                .extracting(Duration::toNanos)
                .containsExactly(
                        250_000L,
                        500_000L,
                        1_000_000L,
                        5_000_000L,
                        10_000_000L,
                        50_000_000L,
                        100_000_000L,
                        500_000_000L,
                        1_000_000_000L,
                        5_000_000_000L,
                        10_000_000_000L);
    }

    @Test
    void theAlertsAskForWhatPrometheusGets() {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        Watched watched = Watched.by(registry);
        watched.pass(new PlainCall("GET", "k"), CallOutcome.SUCCESS);
        watched.observer.watch(Watched.SERVER, new NodeView(() -> BreakerState.CLOSED, role -> 0, () -> 0, () -> 1));
        watched.observer.pool(Watched.SERVER, ConnectionRole.EXCLUSIVE, () -> new PoolState(8, 0, 0, 0, 0, 0));
        Set<String> there = registry.scrape()
                .lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split("[{ ]", 2)[0])
                .collect(Collectors.toCollection(TreeSet::new));

        Set<String> asked = Pattern.compile("\\b(redis_guard|db_client)_\\w+")
                .matcher(page)
                .results()
                .map(MatchResult::group)
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(asked).hasSizeGreaterThan(5);
        assertThat(there).containsAll(asked);
    }

    @Test
    void itNamesTheLoggerAndTheObservation() {
        assertThat(page).contains("`" + SlowCallLog.LOGGER + "`", "`" + CallObservationConvention.NAME + "`");
        assertThat(page).contains("at most " + SlowCallLog.MOST_IN_TEN_SECONDS + " lines in ten seconds");
    }
}
