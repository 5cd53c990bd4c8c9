package io.redisguard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.RedisFuture;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.NestedMultiOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.redisguard.error.CallOutcome;
import io.redisguard.error.CommandRejectedException;
import io.redisguard.error.EncodeFailedException;
import io.redisguard.test.RedisExtension;
import io.redisguard.test.RedisServer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Calls whose arguments have to be looked at, with a codec that alone knows their bytes. */
@ExtendWith(RedisExtension.class)
class CodecIsAskedOnceIT {
    private final String key = Canary.key("once");
    private final RedisServer server;
    private final RedisGuard guard;
    private final AtomicInteger asked = new AtomicInteger();

    CodecIsAskedOnceIT(RedisServer server) {
        this.server = server;
        this.guard = RedisGuard.connect(server.uri());
    }

    @AfterEach
    void close() {
        guard.close();
    }

    /** Writes the word after the last one each time it is asked for the same value, and the last one from then on. */
    private final class Fickle implements RedisCodec<String, String> {
        @Override
        public String decodeKey(ByteBuffer bytes) {
            return StringCodec.UTF8.decodeKey(bytes);
        }

        @Override
        public String decodeValue(ByteBuffer bytes) {
            return StringCodec.UTF8.decodeValue(bytes);
        }

        @Override
        public ByteBuffer encodeKey(String name) {
            return StringCodec.UTF8.encodeKey(name);
        }

        @Override
        public ByteBuffer encodeValue(String words) {
            String[] each = words.split("\\|", -1);
            int word = Math.min(asked.getAndIncrement(), each.length - 1);
            if (each[word].isEmpty()) {
                throw new IllegalStateException("This value has no bytes.");
            }
            return StringCodec.UTF8.encodeValue(each[word]);
        }
    }

    private static @Nullable Object send(
            StatefulRedisConnection<String, String> connection, CommandType type, CommandArgs<String, String> args)
            throws Exception {
        AsyncCommand<String, String, List<Object>> command =
                new AsyncCommand<>(new Command<>(type, new NestedMultiOutput<>(StringCodec.UTF8), args));
        connection.dispatch(command);
        return Door.await(command);
    }

    private CommandArgs<String, String> args() {
        return new CommandArgs<>(new Fickle());
    }

    @Nested
    class GivenACodecWithOtherBytesEachTime {
        @Test
        void whenTheSubcommandIsLookedAt_thenThatOneIsSent() throws Exception {
            Object reply = send(guard.commands().connection(), CommandType.CLIENT, args().addValue("ID|SETNAME"));

            assertThat(reply).asString().matches("\\[\\d+]");
            assertThat(asked).hasValue(1);
        }

        @Test
        void whenItIsRefused_thenTheCodecWasAskedOnceAndNothingIsSent() {
            assertThatThrownBy(() -> send(
                            guard.commands().connection(),
                            CommandType.CLIENT,
                            args().addValue("REPLY|ID").add("OFF")))
                    .isInstanceOf(CommandRejectedException.class)
                    .hasMessageStartingWith("CLIENT REPLY was refused");

            assertThat(asked).hasValue(1);
            assertThat(guard.commands().sync().echo("in step")).isEqualTo("in step");
        }

        @Test
        void whenTheTimeToWaitIsLookedAt_thenThatOneIsSent() throws Exception {
            Object reply = guard.exclusive(connection -> {
                try {
                    return String.valueOf(send(
                            connection, CommandType.BLPOP, args().addKey(key).addValue("0.01|0")));
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            });

            assertThat(reply).isEqualTo("[null]");
            assertThat(asked).hasValue(1);
        }

        @Test
        void whenNobodyLooks_thenItIsAskedOnceAsWell() throws Exception {
            Object reply = guard.commands(new Fickle())
                    .async()
                    .set(key, "first|second")
                    .get();

            assertThat(reply).isEqualTo("OK");
            assertThat(guard.commands().sync().get(key)).isEqualTo("first");
            assertThat(asked).hasValue(1);
        }

        @Test
        void whenItIsAMemberOfATransaction_thenItIsAskedOnceAsWell() throws Exception {
            guard.exclusive(new Fickle(), connection -> {
                connection.sync().multi();
                connection.sync().set(key, "first|second");
                return String.valueOf(connection.sync().exec().wasDiscarded());
            });

            assertThat(guard.commands().sync().get(key)).isEqualTo("first");
            assertThat(asked).hasValue(1);
        }
    }

    @Nested
    class GivenACodecThatThrows {
        @Test
        void whenItsBytesAreLookedAt_thenTheCallFailsUnsentAndItsNeighboursDoNot() throws Exception {
            List<RedisFuture<String>> neighbours = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                neighbours.add(guard.commands().async().echo("before" + i));
            }
            server.execute("CONFIG", "RESETSTAT");

            assertThatThrownBy(() -> send(guard.commands().connection(), CommandType.CONFIG, args().addValue("")))
                    .isInstanceOfSatisfying(EncodeFailedException.class, failure -> {
                        assertThat(failure.outcome()).isEqualTo(CallOutcome.CANNOT_ENCODE);
                        assertThat(failure.wasSent()).isFalse();
                        assertThat(failure).hasRootCauseMessage("This value has no bytes.");
                    })
                    .hasMessageStartingWith("CONFIG was not sent: the codec could not encode its arguments");
            for (int i = 0; i < 20; i++) {
                neighbours.add(guard.commands().async().echo("after" + i));
            }

            assertThat(asked).hasValue(1);
            for (int i = 0; i < 20; i++) {
                assertThat(Door.await(neighbours.get(i))).isEqualTo("before" + i);
                assertThat(Door.await(neighbours.get(20 + i))).isEqualTo("after" + i);
            }
        }
    }

    @Nested
    class GivenAnEmptyArgumentBehindTheName {
        @Test
        void whenItIsAKeyBehindAKeywordOfUsersOwn_thenItIsRefused() {
            assertThatThrownBy(
                            () -> Door.LOWER_CASE_KEYWORD.send(guard.commands().connection(), List.of("CONFIG", "")))
                    .isNotInstanceOf(EncodeFailedException.class);
            assertThatThrownBy(() -> {
                        AsyncCommand<String, String, List<Object>> command = new AsyncCommand<>(new Command<>(
                                () -> " get ".getBytes(StandardCharsets.US_ASCII),
                                new NestedMultiOutput<>(StringCodec.UTF8),
                                new CommandArgs<>(StringCodec.UTF8).addKey("")));
                        guard.commands().connection().dispatch(command);
                        Door.await(command);
                    })
                    .isInstanceOf(EncodeFailedException.class)
                    .hasMessage("GET was not sent: its key is empty. Name a key of at least one byte.");
        }
    }
}
