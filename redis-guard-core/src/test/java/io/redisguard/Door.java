package io.redisguard;

import io.lettuce.core.RedisException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.dynamic.batch.BatchException;
import io.lettuce.core.output.NestedMultiOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.ProtocolKeyword;
import io.lettuce.core.protocol.RedisCommand;
import io.redisguard.error.GuardFailure;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The ways by which any command can be given to a Lettuce connection. */
public enum Door {
    SYNC {
        @Override
        public @Nullable Object send(StatefulRedisConnection<String, String> connection, List<String> words) {
            return connection.sync().dispatch(type(words), output(), args(words));
        }
    },
    ASYNC {
        @Override
        public @Nullable Object send(StatefulRedisConnection<String, String> connection, List<String> words)
                throws Exception {
            return await(connection.async().dispatch(type(words), output(), args(words)));
        }
    },
    REACTIVE {
        @Override
        public @Nullable Object send(StatefulRedisConnection<String, String> connection, List<String> words) {
            return connection
                    .reactive()
                    .dispatch(type(words), output(), args(words))
                    .collectList()
                    .block(PATIENCE);
        }
    },
    DISPATCH {
        @Override
        public @Nullable Object send(StatefulRedisConnection<String, String> connection, List<String> words)
                throws Exception {
            AsyncCommand<String, String, List<Object>> command = command(type(words), words);
            connection.dispatch(command);
            return await(command);
        }
    },
    DISPATCH_COLLECTION {
        @Override
        public @Nullable Object send(StatefulRedisConnection<String, String> connection, List<String> words)
                throws Exception {
            AsyncCommand<String, String, List<Object>> command = command(type(words), words);
            AsyncCommand<String, String, List<Object>> neighbour = command(type(List.of("ECHO")), List.of("ECHO", "n"));
            List<RedisCommand<String, String, ?>> commands = List.of(command, neighbour);
            connection.dispatch(commands);
            return await(command);
        }
    },
    LOWER_CASE_KEYWORD {
        @Override
        public @Nullable Object send(StatefulRedisConnection<String, String> connection, List<String> words)
                throws Exception {
            ProtocolKeyword odd = new Keyword(words.get(0).toLowerCase(Locale.ROOT), "something else");
            AsyncCommand<String, String, List<Object>> command = command(odd, words);
            connection.dispatch(command);
            return await(command);
        }
    };

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Sends a command, waits, and returns its reply. */
    public abstract @Nullable Object send(StatefulRedisConnection<String, String> connection, List<String> words)
            throws Exception;

    /** Sends a command given as one line. */
    public @Nullable Object send(StatefulRedisConnection<String, String> connection, String line) throws Exception {
        return send(connection, List.of(line.split(" ")));
    }

    public static <T> @Nullable T await(Future<T> future) throws Exception {
        try {
            return future.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw e;
        }
    }

    /** Returns the failure of the one command behind what a door throws. */
    public static @Nullable Throwable cause(@Nullable Throwable thrown) {
        if (thrown instanceof BatchException) {
            return cause(thrown.getSuppressed()[0]);
        }
        if (thrown == null) {
            return null;
        }
        // dynamic interfaces wrap what fails in an exception of Lettuce's
        boolean wraps = thrown instanceof ExecutionException
                || (thrown instanceof RedisException && thrown.getCause() instanceof GuardFailure);
        return wraps ? cause(thrown.getCause()) : thrown;
    }

    private static AsyncCommand<String, String, List<Object>> command(ProtocolKeyword type, List<String> words) {
        return new AsyncCommand<>(new Command<>(type, output(), args(words)));
    }

    private static NestedMultiOutput<String, String> output() {
        return new NestedMultiOutput<>(StringCodec.UTF8);
    }

    private static ProtocolKeyword type(List<String> words) {
        return new Keyword(words.get(0), words.get(0));
    }

    private static CommandArgs<String, String> args(List<String> words) {
        CommandArgs<String, String> args = new CommandArgs<>(StringCodec.UTF8);
        words.subList(1, words.size()).forEach(args::add);
        return args;
    }

    /** A keyword of the caller's own, whose text need not be what goes over the wire. */
    private record Keyword(String wire, String text) implements ProtocolKeyword {
        @Override
        public byte[] getBytes() {
            return wire.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
