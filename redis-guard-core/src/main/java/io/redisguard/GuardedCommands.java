package io.redisguard;

import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.api.reactive.RedisReactiveCommands;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.RedisCodec;
import io.redisguard.command.CallerWishes;
import io.redisguard.command.CommandCatalog;
import io.redisguard.connection.ExclusiveLink;
import io.redisguard.connection.ExclusiveWork;
import io.redisguard.connection.SharedConnection;
import io.redisguard.connection.SharedLink;
import io.redisguard.internal.OptionCheck;
import io.redisguard.internal.Text;
import io.redisguard.resilience.DeadlineOptions;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Lettuce's own interfaces, guarded. Get one from {@link RedisGuard#commands()} and keep it. Thread-safe. */
public final class GuardedCommands<K, V> {
    private final SharedLink shared;
    private final ExclusiveLink exclusive;
    private final CallerWishes wishes;
    private final SharedConnection<K, V> connection;

    GuardedCommands(SharedLink shared, ExclusiveLink exclusive, RedisCodec<K, V> codec, CallerWishes wishes) {
        this.shared = shared;
        this.exclusive = exclusive;
        this.wishes = wishes;
        this.connection = shared.handle(codec, wishes);
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
        return with(wishes.within(limit.toNanos()));
    }

    /**
     * Returns the same commands, for a place of the code where one command is right. No rule of the policy refuses it
     * or warns of it there, whatever is wrong with it; what would have been wrong is counted and reported. Only
     * commands that harm everybody on the shared connection stay refused.
     *
     * @param command {@code KEYS}, or with its subcommand {@code CONFIG SET}; upper or lower case
     * @param reason why it is right here, for those who read the report
     * @throws IllegalArgumentException when redis-guard does not know the command, when it lacks its subcommand, or
     *     when the reason is blank or no plain text of one line
     */
    public GuardedCommands<K, V> allowing(String command, String reason) {
        OptionCheck.of("call")
                .require(
                        command != null && CommandCatalog.isWhole(command),
                        "allowing",
                        command,
                        "a command of Redis, with its subcommand if it has some")
                .require(
                        reason != null && !reason.isBlank() && Text.isPlain(reason),
                        "reason",
                        reason,
                        "one line to be read in the report")
                .throwIfBroken();
        return with(wishes.allowing(command, reason));
    }

    private GuardedCommands<K, V> with(CallerWishes others) {
        return new GuardedCommands<>(shared, exclusive, connection.getCodec(), others);
    }

    /**
     * Runs a block that has a connection for itself, for MULTI, WATCH and what else changes a connection. One block
     * runs at a time; others wait in order.
     *
     * @throws X what the block throws
     * @throws io.redisguard.error.BulkheadFullException when other blocks kept the connection too long
     * @throws io.redisguard.error.ConnectFailedException when the server cannot be reached
     * @throws io.redisguard.error.CommandRejectedException when called on an event loop thread
     * @throws IllegalStateException when called from within such a block
     */
    public <R extends @Nullable Object, X extends Exception> R exclusive(ExclusiveWork<K, V, R, X> work) throws X {
        return exclusive.run(connection.getCodec(), wishes, work);
    }
}
