package io.redisguard.observe;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.redisguard.command.ConnectionRole;
import io.redisguard.command.GuardEvent.BreakerState;
import io.redisguard.internal.Text;

/**
 * The gauges of one server in one registry. Of guards for the same server numbers are added up, of states the worst is
 * shown. Thread-safe.
 */
final class NodeGauges {
    private static final SharedGauges.Book<NodeView> ALL = new SharedGauges.Book<>();

    private NodeGauges() {}

    /** Shows what the view sees, besides what others see of the same server. */
    static void add(MeterRegistry registry, String server, NodeView view) {
        Tags tags = ServerName.of(server).tags();
        ALL.add(registry, server, view, (gauges, to) -> register(gauges, to, tags));
    }

    /** Shows it no more. */
    static void remove(MeterRegistry registry, String server, NodeView view) {
        ALL.remove(registry, server, view);
    }

    private static void register(SharedGauges<NodeView> gauges, MeterRegistry registry, Tags server) {
        for (ConnectionRole role : ConnectionRole.values()) {
            gauges.register(
                    registry,
                    GuardMeter.IN_FLIGHT,
                    server.and(GuardTag.ROLE.key(), Text.of(role)),
                    views -> views.mapToInt(view -> view.onWire().applyAsInt(role))
                            .sum());
        }
        gauges.register(
                registry,
                GuardMeter.LINK_WAITING,
                server,
                views -> views.mapToInt(view -> view.waiting().getAsInt()).sum());
        gauges.register(
                registry,
                GuardMeter.BREAKER_STATE,
                server,
                views -> views.mapToInt(view -> number(view.breaker().get()))
                        .max()
                        .orElse(0));
        gauges.register(
                registry,
                GuardMeter.RETRY_BUDGET,
                server,
                views -> views.mapToDouble(view -> view.retryBudget().getAsDouble())
                        .min()
                        .orElse(0));
    }

    private static int number(BreakerState state) {
        return switch (state) {
            case CLOSED -> 0;
            case HALF_OPEN -> 1;
            case OPEN -> 2;
        };
    }
}
