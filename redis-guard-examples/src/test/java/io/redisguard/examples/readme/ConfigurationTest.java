package io.redisguard.examples.readme;

import static org.assertj.core.api.Assertions.assertThat;

import io.redisguard.connection.ConnectionOptions;
import io.redisguard.resilience.BulkheadOptions;
import io.redisguard.resilience.CircuitBreakerOptions;
import io.redisguard.resilience.DeadlineOptions;
import io.redisguard.resilience.LinkOptions;
import io.redisguard.resilience.RetryOptions;
import java.io.IOException;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ConfigurationTest {
    static Stream<String> defaults() {
        return Stream.of(
                        ConnectionOptions.builder().build(),
                        DeadlineOptions.builder().build(),
                        LinkOptions.builder().build(),
                        RetryOptions.builder().build(),
                        CircuitBreakerOptions.builder().build(),
                        BulkheadOptions.builder().build())
                .map(Object::toString)
                .map(text -> text.substring(text.indexOf('[') + 1, text.length() - 1))
                .flatMap(text -> Arrays.stream(text.split(", ", -1)));
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
