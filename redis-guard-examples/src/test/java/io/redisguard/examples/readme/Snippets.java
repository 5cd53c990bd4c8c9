package io.redisguard.examples.readme;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import io.redisguard.RedisGuard;
import io.redisguard.connection.RotatingCredentials;
import io.redisguard.connection.SecurityOptions;
import io.redisguard.observe.ObserveOptions;
import io.redisguard.policy.KeyPolicy;
import io.redisguard.policy.PolicyMode;
import io.redisguard.policy.PolicyOptions;
import io.redisguard.policy.PolicyRule;
import io.redisguard.resilience.BulkheadOptions;
import io.redisguard.resilience.DeadlineOptions;
import java.nio.file.Path;
import java.time.Duration;

/** What pages show of servers and files that are not there: it is compiled, which {@link GuidesTest} counts on. */
final class Snippets {
    private Snippets() {}

    static RedisGuard configured() {
        RedisGuard guard = RedisGuard.builder()
                .uri("redis://localhost:6379")
                .bulkhead(BulkheadOptions.builder().maxInFlight(2_000).build())
                .deadlines(DeadlineOptions.builder()
                        .attempt(Duration.ofMillis(200))
                        .build())
                .build();
        return guard;
    }

    static PolicyOptions keys() {
        return PolicyOptions.builder()
                .keys(KeyPolicy.of("cache:*").expiring().build())
                .keys(KeyPolicy.of("blob:*")
                        .big()
                        .mode(PolicyRule.HUGE_VALUE, PolicyMode.WARN)
                        .build())
                .build();
    }

    static RedisGuard observed(MeterRegistry meterRegistry, ObservationRegistry observationRegistry) {
        RedisGuard guard = RedisGuard.builder()
                .uri("redis://localhost:6379")
                .observe(ObserveOptions.builder()
                        .meters(meterRegistry) // for metrics
                        .observations(observationRegistry) // for traces
                        .build())
                .build();
        return guard;
    }

    static RedisGuard encrypted() {
        RedisGuard guard = RedisGuard.builder()
                .uri("rediss://cache.example.com:6380")
                .security(SecurityOptions.builder()
                        .trustedCertificates(Path.of("/etc/redis/ca.pem")) // else the system's authorities
                        .clientCertificate(Path.of("/etc/redis/app.pem"), Path.of("/etc/redis/app.key")) // mutual TLS
                        .build())
                .build();
        return guard;
    }

    static RedisGuard loggedIn(char[] password) {
        RotatingCredentials credentials = RotatingCredentials.of("app", password);
        RedisGuard guard = RedisGuard.builder()
                .uri("rediss://cache.example.com:6380")
                .security(SecurityOptions.builder().credentials(credentials).build())
                .build();
        return guard;
    }
}
