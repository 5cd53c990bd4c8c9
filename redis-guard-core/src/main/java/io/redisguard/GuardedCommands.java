package io.redisguard;

import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.api.reactive.RedisReactiveCommands;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.RedisCodec;
import io.redisguard.connection.SharedConnection;
import io.redisguard.connection.SharedLink;
import io.redisguard.internal.OptionCheck;
import io.redisguard.resilience.DeadlineOptions;
import java.time.Duration;

/** Lettuce's own interfaces, guarded. Get one from {@link RedisGuard#commands()} and keep it. Thread-safe. */
public final class GuardedCommands<K, V> {
    private final SharedLink link;
    private final SharedConnection<K, V> connection;

    GuardedCommands(SharedLink link, RedisCodec<K, V> codec, Duration limit) {
        this.link = link;
        this.connection = link.handle(codec, limit);
    }

    /** Returns the synchronous interface. It must not be called on an event loop thread. */
    public RedisCommands<K, V> sync() {
        return connection.sync();
    }

    /** Returns the asynchronous interface. */
    public RedisAsyncCommands<K, V> async() {
        return connection.async();
    }

    /** Returns the reactive interface. */
    public RedisReactiveCommands<K, V> reactive() {
        return connection.reactive();
    }

    /**
     * Returns the connection behind the interfaces, for {@code dispatch} and for Lettuce's dynamic command interfaces.
     * Closing or reconfiguring it is refused, because everybody shares it.
     */
    public StatefulRedisConnection<K, V> connection() {
        return connection;
    }

    /**
     * Returns the same commands with a deadline of their own: each call may take this long, whatever its class.
     * Blocking commands keep the server's time plus the margin.
     *
     * @throws IllegalArgumentException when the duration is shorter than {@link DeadlineOptions#SHORTEST}, or longer
     *     than a day
     */
    public GuardedCommands<K, V> within(Duration limit) {
        OptionCheck.of("call")
                .between(DeadlineOptions.SHORTEST, OptionCheck.LONGEST, "within", limit)
                .throwIfBroken();
        return new GuardedCommands<>(link, connection.getCodec(), limit);
    }
}
