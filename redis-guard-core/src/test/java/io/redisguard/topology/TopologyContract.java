package io.redisguard.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.redisguard.Canary;
import io.redisguard.RedisGuard;
import io.redisguard.command.GuardEvent;
import io.redisguard.observe.GuardMeter;
import io.redisguard.observe.ObserveOptions;
import io.redisguard.test.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A guard on servers of some shape. Whatever a test does, nothing is left in flight after it. */
abstract class TopologyContract {
    static final Duration SOON = Duration.ofSeconds(5);
    static final Duration DEADLINE = Duration.ofSeconds(1);
    static final Duration SLACK = Duration.ofMillis(500);

    final Servers servers;
    final String key = Canary.key("topology");
    final MeterRegistry meters = new SimpleMeterRegistry();
    final Queue<GuardEvent> events = new ConcurrentLinkedQueue<>();
    Proxies proxies;
    RedisGuard guard;

    TopologyContract(Servers servers) {
        this.servers = servers;
    }

    @BeforeEach
    void givenAGuard() {
        servers.restore();
        servers.assertShape();
        proxies = new Proxies(servers.all());
        guard = configure(builder()).build();
    }

    private RedisGuard.Builder builder() {
        return servers.patientGuard()
                .clientResources(proxies.resources())
                .observe(ObserveOptions.builder().meters(meters).build())
                .onEvent(events::add);
    }

    /** Sets what the test needs. */
    RedisGuard.Builder configure(RedisGuard.Builder builder) {
        return builder;
    }

    @AfterEach
    void nothingIsLeftInFlight() {
        try {
            await("what is in flight").atMost(SOON).untilAsserted(() -> {
                assertThat(gauges(GuardMeter.IN_FLIGHT)).isZero();
                assertThat(gauges(GuardMeter.LINK_WAITING)).isZero();
            });
        } finally {
            guard.close();
            proxies.close();
        }
    }

    /** Returns the sum of all gauges of a kind, now. */
    final double gauges(GuardMeter meter, String... tags) {
        return meters.find(meter.meterName()).tags(tags).gauges().stream()
                .mapToDouble(Gauge::value)
                .sum();
    }

    /** Returns the sum of all counters of a kind. */
    final double counted(GuardMeter meter, String... tags) {
        return meters.find(meter.meterName()).tags(tags).counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    /** Returns the events of a kind so far. */
    final <E extends GuardEvent> List<E> events(Class<E> kind) {
        return events.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** Returns so many keys, of which each primary has some. */
    final List<String> keys(int count) {
        return Stream.generate(() -> Canary.key("topology")).limit(count).toList();
    }

    /** Returns {@code host:port} of a server. */
    static String nameOf(RedisServer server) {
        return server.host() + ":" + server.port();
    }

    /** Returns what the primary of a key has there. */
    final Object stored(String of) {
        return String.valueOf(servers.primaryOf(of).execute("GET", of));
    }
}
