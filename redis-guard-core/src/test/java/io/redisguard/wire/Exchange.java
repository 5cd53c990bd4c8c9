package io.redisguard.wire;

import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.api.reactive.RedisReactiveCommands;
import io.lettuce.core.api.sync.RedisCommands;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

/** One command, the bytes that answer it, how it is called and what the caller has to get. */
final class Exchange {
    private final String name;
    private final String command;
    private final String reply;
    private final Function<RedisCommands<String, String>, @Nullable Object> sync;
    private final Function<RedisAsyncCommands<String, String>, CompletionStage<?>> async;
    private final Function<RedisReactiveCommands<String, String>, Publisher<?>> reactive;
    private final @Nullable Object value;
    private final List<?> elements;

    private Exchange(Calls calls, Protocol protocol, String reply, @Nullable Object value, List<?> elements) {
        this.name = calls.name + " in " + protocol;
        this.command = calls.command;
        this.reply = reply;
        this.sync = Objects.requireNonNull(calls.sync);
        this.async = Objects.requireNonNull(calls.async);
        this.reactive = Objects.requireNonNull(calls.reactive);
        this.value = value;
        this.elements = elements;
    }

    static Calls of(String name, String command) {
        return new Calls(name, command);
    }

    String command() {
        return command;
    }

    byte[] reply() {
        return Resp.bytes(reply);
    }

    /** Returns the reply with other messages around it. */
    byte[] replyBetween(String before, String after) {
        return Resp.bytes(before + reply + after);
    }

    @Nullable
    Object sync(RedisCommands<String, String> redis) {
        return sync.apply(redis);
    }

    CompletionStage<?> async(RedisAsyncCommands<String, String> redis) {
        return async.apply(redis);
    }

    Publisher<?> reactive(RedisReactiveCommands<String, String> redis) {
        return reactive.apply(redis);
    }

    /** Returns what sync and async callers get. */
    @Nullable
    Object value() {
        return value;
    }

    /** Returns what reactive callers get, one after the other. */
    List<?> elements() {
        return elements;
    }

    @Override
    public String toString() {
        return name;
    }

    /** How a command is called; its answers differ by protocol. */
    static final class Calls {
        private final String name;
        private final String command;
        private @Nullable Function<RedisCommands<String, String>, @Nullable Object> sync;
        private @Nullable Function<RedisAsyncCommands<String, String>, CompletionStage<?>> async;
        private @Nullable Function<RedisReactiveCommands<String, String>, Publisher<?>> reactive;

        private Calls(String name, String command) {
            this.name = name;
            this.command = command;
        }

        Calls sync(Function<RedisCommands<String, String>, @Nullable Object> call) {
            sync = call;
            return this;
        }

        Calls async(Function<RedisAsyncCommands<String, String>, CompletionStage<?>> call) {
            async = call;
            return this;
        }

        Calls reactive(Function<RedisReactiveCommands<String, String>, Publisher<?>> call) {
            reactive = call;
            return this;
        }

        Exchange answered(Protocol protocol, String reply, @Nullable Object value, List<?> elements) {
            return new Exchange(this, protocol, reply, value, elements);
        }
    }
}
