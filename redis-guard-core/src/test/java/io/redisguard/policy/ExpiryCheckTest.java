package io.redisguard.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.redisguard.command.CommandCall;
import io.redisguard.command.ConnectionRole;
import io.redisguard.command.GuardEvents;
import io.redisguard.error.CommandRejectedException;
import io.redisguard.simulation.PlainCall;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExpiryCheckTest {
    private final PolicyStage stage = new Policy(
                    PolicyOptions.builder()
                            .keys(KeyPolicy.of("cache:*").expiring().build())
                            .build(),
                    System::nanoTime,
                    new GuardEvents(null))
            .stage(ConnectionRole.EXCLUSIVE, "server:6379");

    private static PlainCall call(String line) {
        List<String> words = List.of(line.split(" ", -1));
        return new PlainCall(words.get(0), words.subList(1, words.size()).toArray(String[]::new));
    }

    private @Nullable Throwable thrownBy(CommandCall call) {
        return catchThrowable(() -> stage.enter(call));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SET cache:1 v",
                "SET cache:1 v KEEPTTL",
                "SETNX cache:1 v",
                "MSET other v cache:1 v",
                "HSET cache:1 f v",
                "INCR cache:1",
                "LPUSH cache:1 v",
                "SUNIONSTORE cache:1 a b",
                "LMOVE other cache:1 LEFT RIGHT",
                "SORT other STORE cache:1",
                "RENAME other cache:1",
                "RENAMENX other cache:1",
                "COPY other cache:1",
                "PERSIST cache:1",
                "GETEX cache:1 PERSIST"
            })
    void aWriteThatLeavesNoExpiryIsRefused(String line) {
        assertThat(thrownBy(call(line)))
                .isInstanceOf(CommandRejectedException.class)
                .hasMessageContaining("leaves a key of 'cache:*' without an expiry");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SET cache:1 v EX 10",
                "SET cache:1 v PX 10",
                "SETEX cache:1 10 v",
                "SET other v",
                "HSET other f v",
                "MSET a v b v",
                "GET cache:1",
                "RENAME cache:1 cache:2",
                "RENAME cache:1 other",
                "COPY cache:1 cache:2",
                "DEL cache:1",
                "EXPIRE cache:1 10",
                "SUNIONSTORE other cache:1 cache:2",
                "LMOVE cache:1 other LEFT RIGHT",
                "SORT cache:1 STORE other",
                "GETEX cache:1 EX 10"
            })
    void otherCallsPass(String line) {
        assertThat(thrownBy(call(line))).isNull();
    }

    @Nested
    class GivenATransaction {
        @Test
        void whenEachWriteIsFollowedByItsExpiry_thenItIsExecuted() {
            stage.enter(call("MULTI"));
            stage.enter(call("HSET cache:1 f v").queued());
            stage.enter(call("SET cache:2 v").queued());
            stage.enter(call("EXPIRE cache:1 10").queued());
            stage.enter(call("PEXPIRE cache:2 10000").queued());

            assertThat(thrownBy(call("EXEC"))).isNull();
        }

        @Test
        void whenOneWriteHasNoExpiryBehindIt_thenItIsNotExecuted() {
            stage.enter(call("MULTI"));
            stage.enter(call("EXPIRE cache:1 10").queued());
            stage.enter(call("HSET cache:1 f v").queued());

            assertThat(thrownBy(call("EXEC")))
                    .isInstanceOf(CommandRejectedException.class)
                    .hasMessageContaining("the transaction has queued HSET, which leaves a key of 'cache:*'");
        }

        @Test
        void whenItsExecIsRefused_thenItStaysRefusedUntilTheExpiryIsThere() {
            stage.enter(call("MULTI"));
            stage.enter(call("HSET cache:1 f v").queued());

            assertThat(thrownBy(call("EXEC"))).isInstanceOf(CommandRejectedException.class);
            assertThat(thrownBy(call("EXEC"))).isInstanceOf(CommandRejectedException.class);
            stage.enter(call("EXPIRE cache:1 10").queued());
            assertThat(thrownBy(call("EXEC"))).isNull();
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "EXPIRE cache:1 10 XX",
                    "EXPIRE cache:1 10 LT XX",
                    "EXPIRE cache:1 10 GT",
                    "EXPIRE cache:2 10"
                })
        void whenTheExpiryDoesNotReachTheWrite_thenItIsNotExecuted(String expiry) {
            stage.enter(call("MULTI"));
            stage.enter(call("HSET cache:1 f v").queued());
            stage.enter(call(expiry).queued());

            assertThat(thrownBy(call("EXEC"))).isInstanceOf(CommandRejectedException.class);
        }

        @Test
        void whenTheWriteIsAllowed_thenItIsExecuted() {
            stage.enter(call("MULTI"));
            stage.enter(call("HSET cache:1 f v").queued().allowing("HSET", "it is deleted right after"));

            assertThat(thrownBy(call("EXEC"))).isNull();
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "INCR cache:1|SET cache:1 v EX 10",
                    "HSET cache:1 f v|DEL cache:1",
                    "SET cache:1 1 EX 10|INCR cache:1",
                    "SADD cache:1 a|EXPIRE cache:1 10|SADD cache:1 b",
                    "SETEX cache:1 10 1|APPEND cache:1 2",
                    "SET cache:1 v|GETEX cache:1 EX 10"
                })
        void whenEveryKeyHasAnExpiryAtLast_thenItIsExecuted(String members) {
            stage.enter(call("MULTI"));
            for (String member : members.split("\\|", -1)) {
                stage.enter(call(member).queued());
            }

            assertThat(thrownBy(call("EXEC"))).isNull();
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "SET cache:1 v EX 10|SET cache:1 v",
                    "EXPIRE cache:1 10|PERSIST cache:1",
                    "SETEX cache:1 10 v|DEL cache:1|INCR cache:1",
                    "SETEX cache:1 10 v|SUNIONSTORE cache:1 a b",
                    "SETEX cache:1 10 v|GETEX cache:1 PERSIST",
                    "INCR cache:1|GETEX cache:1",
                    "EXPIRE cache:1 10|INCR cache:1",
                    "GETEX cache:1 EX 10|INCR cache:1"
                })
        void whenAKeyHasNoneAtLast_thenItIsNotExecuted(String members) {
            stage.enter(call("MULTI"));
            for (String member : members.split("\\|", -1)) {
                stage.enter(call(member).queued());
            }

            assertThat(thrownBy(call("EXEC"))).isInstanceOf(CommandRejectedException.class);
        }

        @Test
        void whenItIsDiscarded_thenTheNextOneStartsAnew() {
            stage.enter(call("MULTI"));
            stage.enter(call("HSET cache:1 f v").queued());
            stage.enter(call("DISCARD"));
            stage.enter(call("MULTI"));

            assertThat(thrownBy(call("EXEC"))).isNull();
        }
    }
}
