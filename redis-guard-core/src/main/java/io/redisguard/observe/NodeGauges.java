package io.redisguard.observe;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.redisguard.command.ConnectionRole;
import io.redisguard.command.GuardEvent.BreakerState;
import io.redisguard.internal.Text;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.ToDoubleFunction;

/**
 * The gauges of one server in one registry. A registry has each gauge once, so guards for the same server share them:
 * numbers are added up, of states the worst is shown. They go with the last of the guards. Thread-safe.
 */
final class NodeGauges {
    private static final Map<MeterRegistry, Map<String, NodeGauges>> ALL = new WeakHashMap<>(); // its own lock

    private final List<NodeView> views = new CopyOnWriteArrayList<>();
    private final List<Meter.Id> gauges = new ArrayList<>(); // guarded by ALL

    private NodeGauges() {}

    /** Shows what the view sees, besides what others see of the same server. */
    static void add(MeterRegistry registry, String server, NodeView view) {
        synchronized (ALL) {
            NodeGauges node = ALL.computeIfAbsent(registry, unused -> new HashMap<>())
                    .computeIfAbsent(server, unused -> new NodeGauges());
            node.views.add(view);
            if (node.gauges.isEmpty()) {
                node.register(registry, ServerName.of(server).tags());
            }
        }
    }

    /** Shows it no more. */
    static void remove(MeterRegistry registry, String server, NodeView view) {
        synchronized (ALL) {
            Map<String, NodeGauges> servers = ALL.getOrDefault(registry, Map.of());
            NodeGauges node = servers.get(server);
            if (node != null && node.views.remove(view) && node.views.isEmpty()) {
                servers.remove(server);
                node.gauges.forEach(registry::remove);
            }
        }
    }

    private void register(MeterRegistry registry, Tags server) {
        for (ConnectionRole role : ConnectionRole.values()) {
            register(
                    registry,
                    GuardMeter.IN_FLIGHT,
                    server.and(GuardTag.ROLE.key(), Text.of(role)),
                    node -> node.views.stream()
                            .mapToInt(view -> view.onWire().applyAsInt(role))
                            .sum());
        }
        register(
                registry,
                GuardMeter.LINK_WAITING,
                server,
                node -> node.views.stream()
                        .mapToInt(view -> view.waiting().getAsInt())
                        .sum());
        register(
                registry,
                GuardMeter.BREAKER_STATE,
                server,
                node -> node.views.stream()
                        .mapToInt(view -> number(view.breaker().get()))
                        .max()
                        .orElse(0));
        register(
                registry,
                GuardMeter.RETRY_BUDGET,
                server,
                node -> node.views.stream()
                        .mapToDouble(view -> view.retryBudget().getAsDouble())
                        .min()
                        .orElse(0));
    }

    private void register(MeterRegistry registry, GuardMeter meter, Tags tags, ToDoubleFunction<NodeGauges> value) {
        Gauge gauge = Gauge.builder(meter.meterName(), this, value)
                .description(meter.description())
                .tags(tags)
                .register(registry);
        gauges.add(gauge.getId());
    }

    private static int number(BreakerState state) {
        return switch (state) {
            case CLOSED -> 0;
            case HALF_OPEN -> 1;
            case OPEN -> 2;
        };
    }
}
