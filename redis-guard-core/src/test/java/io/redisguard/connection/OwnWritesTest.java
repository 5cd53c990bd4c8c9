package io.redisguard.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.redisguard.simulation.ManualTimer;
import io.redisguard.simulation.PlainCall;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OwnWritesTest {
    private static final PlainCall READ = new PlainCall("GET", "key");
    private static final Duration WINDOW = Duration.ofSeconds(2);
    private static final Duration DEADLINE = Duration.ofSeconds(1);

    private final ManualTimer timer = new ManualTimer();
    private final OwnWrites writes = new OwnWrites(WINDOW, timer);

    private static PlainCall call(String name, String... arguments) {
        return new PlainCall(name, arguments).remaining(DEADLINE.toNanos());
    }

    @Test
    void nothingWasWrittenAtFirst() {
        assertThat(writes.hasAny(READ)).isFalse();
    }

    @Test
    void aWriteIsRememberedForTheWindowAfterItsDeadline() {
        writes.note(call("SET", "key", "value"));

        timer.pass(DEADLINE.plus(WINDOW).minusMillis(1));
        assertThat(writes.hasAny(READ)).isTrue();
        timer.pass(Duration.ofMillis(1));
        assertThat(writes.hasAny(READ)).isFalse();
    }

    @Test
    void itConcernsItsOwnKeysOnly() {
        writes.note(call("MSET", "a", "1", "b", "2"));

        assertThat(writes.hasAny(READ)).isFalse();
        assertThat(writes.hasAny(new PlainCall("GET", "b"))).isTrue();
        assertThat(writes.hasAny(new PlainCall("MGET", "key", "a"))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"FLUSHALL", "FUNCTION RESTORE", "EXEC", "A.COMMAND.OF.NOBODYS"})
    void aWriteWithoutKeysConcernsAll(String command) {
        writes.note(call(command));

        assertThat(writes.hasAny(READ)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PING", "DBSIZE", "PUBLISH", "WAIT", "MULTI", "DISCARD", "UNWATCH", "SELECT"})
    void whatWritesNoKeyConcernsNone(String command) {
        writes.note(call(command));

        assertThat(writes.hasAny(READ)).isFalse();
    }
}
