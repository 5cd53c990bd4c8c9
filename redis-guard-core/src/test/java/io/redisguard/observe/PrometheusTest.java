package io.redisguard.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.redisguard.command.GuardEvent;
import io.redisguard.command.GuardEvent.BreakerState;
import io.redisguard.error.CallOutcome;
import io.redisguard.simulation.PlainCall;
import org.junit.jupiter.api.Test;

/** What a user of Prometheus sees. */
class PrometheusTest {
    private static final String SERVER = "server_address=\"server\",server_port=\"6379\"";

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Watched watched = Watched.by(registry);

    private String text() {
        return registry.scrape();
    }

    private static String duration(String suffix, String command, String error, String code, String le) {
        return "db_client_operation_duration_seconds_" + suffix + "{db_operation_name=\"" + command
                + "\",db_response_status_code=\"" + code + "\",db_system_name=\"redis\",error_type=\"" + error + "\","
                + SERVER + le + "}";
    }

    @Test
    void theDurationIsAHistogramInSecondsWithFineBuckets() {
        watched.pass(new PlainCall("GET", "k").elapsed(300_000), CallOutcome.SUCCESS);

        for (String le : new String[] {
            "2.5E-4", "5.0E-4", "0.001", "0.005", "0.01", "0.05", "0.1", "0.5", "1.0", "5.0", "10.0", "+Inf"
        }) {
            assertThat(text())
                    .contains(duration("bucket", "GET", "none", "none", ",le=\"" + le + "\"") + " "
                            + (le.equals("2.5E-4") ? 0 : 1));
        }
        assertThat(text()).contains(duration("sum", "GET", "none", "none", "") + " 3.0E-4");
    }

    @Test
    void successesAndFailuresOfDifferentKindsAreSeriesOfOneName() {
        watched.pass(new PlainCall("GET", "k"), CallOutcome.SUCCESS);
        watched.pass(new PlainCall("GET", "k").errorCode("WRONGTYPE"), CallOutcome.SERVER_ERROR);
        watched.pass(new PlainCall("GET", "k"), CallOutcome.DEADLINE_AFTER_SENDING);

        assertThat(text())
                .contains(
                        duration("count", "GET", "none", "none", "") + " 1",
                        duration("count", "GET", "WRONGTYPE", "WRONGTYPE", "") + " 1",
                        duration("count", "GET", "deadline_after_sending", "none", "") + " 1",
                        "redis_guard_commands_total{command=\"GET\",facade=\"raw\",outcome=\"error\"," + SERVER
                                + "} 1.0",
                        "redis_guard_commands_total{command=\"GET\",facade=\"raw\",outcome=\"timeout\"," + SERVER
                                + "} 1.0");
    }

    @Test
    void theRestHasPlainNames() {
        watched.pass(new PlainCall("GET", "k").requestBytes(20), CallOutcome.DEADLINE_AFTER_SENDING);
        watched.observer.accept(new GuardEvent.BreakerChanged(Watched.SERVER, BreakerState.CLOSED, BreakerState.OPEN));
        watched.observer.accept(new GuardEvent.PolicyViolated(Watched.SERVER, "KEYS", "dangerous", "reject"));
        watched.observer.watch(Watched.SERVER, new NodeView(() -> BreakerState.OPEN, role -> 3, () -> 2, () -> 0.5));

        assertThat(text())
                .contains(
                        "redis_guard_command_payload_bytes_sum{direction=\"out\",facade=\"raw\"," + SERVER + "} 20.0",
                        "redis_guard_inflight{role=\"shared\"," + SERVER + "} 3.0",
                        "redis_guard_link_waiting{" + SERVER + "} 2.0",
                        "redis_guard_link_lost_total{" + SERVER + "} 0.0",
                        "redis_guard_reconnects_total{" + SERVER + "} 0.0",
                        "redis_guard_breaker_state{" + SERVER + "} 2.0",
                        "redis_guard_breaker_transitions_total{" + SERVER + ",to=\"open\"} 1.0",
                        "redis_guard_breaker_rejected_total{" + SERVER + "} 0.0",
                        "redis_guard_bulkhead_rejected_total{" + SERVER + "} 0.0",
                        "redis_guard_retry_attempts_total{" + SERVER + "} 0.0",
                        "redis_guard_retry_exhausted_total{reason=\"budget\"," + SERVER + "} 0.0",
                        "redis_guard_retry_budget_available{" + SERVER + "} 0.5",
                        "redis_guard_policy_violations_total{action=\"reject\",rule=\"dangerous\"," + SERVER + "} 1.0");
    }
}
