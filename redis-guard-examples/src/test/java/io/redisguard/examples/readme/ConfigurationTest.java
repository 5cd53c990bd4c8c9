package io.redisguard.examples.readme;

import static org.assertj.core.api.Assertions.assertThat;

import io.redisguard.connection.ConnectionOptions;
import io.redisguard.connection.PoolOptions;
import io.redisguard.connection.ReplicaOptions;
import io.redisguard.connection.SecurityOptions;
import io.redisguard.observe.ObserveOptions;
import io.redisguard.policy.PolicyLimits;
import io.redisguard.policy.PolicyOptions;
import io.redisguard.resilience.BulkheadOptions;
import io.redisguard.resilience.CircuitBreakerOptions;
import io.redisguard.resilience.DeadlineOptions;
import io.redisguard.resilience.LinkOptions;
import io.redisguard.resilience.RetryOptions;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ConfigurationTest {
    static Stream<String> defaults() {
        return Stream.of(
                        ConnectionOptions.builder().build(),
                        PoolOptions.builder().build(),
                        ReplicaOptions.builder().build(),
                        SecurityOptions.builder().build(),
                        PolicyOptions.builder().build(),
                        PolicyLimits.builder().build(),
                        DeadlineOptions.builder().build(),
                        LinkOptions.builder().build(),
                        RetryOptions.builder().build(),
                        CircuitBreakerOptions.builder().build(),
                        BulkheadOptions.builder().build(),
                        ObserveOptions.builder().build())
                .flatMap(Documents::options);
    }

    @ParameterizedTest
    @MethodSource("defaults")
    void everyOptionIsDocumentedWithItsDefault(String option) throws IOException {
        String name = option.substring(0, option.indexOf('='));
        String value = option.substring(option.indexOf('=') + 1);

        assertThat(Documents.text("docs/configuration.md").lines())
                .anySatisfy(line -> assertThat(line).startsWith("| `" + name + "` | " + value + " |"));
    }
}
