package io.redisguard;

import io.lettuce.core.RedisException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.api.reactive.RedisReactiveCommands;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.codec.RedisCodec;
import io.redisguard.command.CallerWishes;
import io.redisguard.command.CommandCatalog;
import io.redisguard.command.ReadPreference;
import io.redisguard.connection.ExclusivePool;
import io.redisguard.connection.ExclusiveWork;
import io.redisguard.connection.SharedConnection;
import io.redisguard.connection.Topology;
import io.redisguard.internal.OptionCheck;
import io.redisguard.internal.Text;
import io.redisguard.resilience.DeadlineOptions;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Lettuce's own interfaces, guarded. Get one from {@link RedisGuard#commands()} and keep it. Thread-safe. */
public final class GuardedCommands<K, V> {
    private final Topology topology;
    private final CallerWishes wishes;
    private final SharedConnection<K, V> connection;

    GuardedCommands(Topology topology, RedisCodec<K, V> codec, CallerWishes wishes) {
        this.topology = topology;
        this.wishes = wishes;
        this.connection = new SharedConnection<>(topology, codec, wishes);
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
     * Returns Lettuce's API for clusters: commands whose keys lie in several slots are taken apart, those about the
     * whole cluster go to all nodes, and single nodes can be asked. Every call takes the same road as all others, and
     * the wishes of these commands hold for it. The connection is shared and cannot be closed. Keep it.
     *
     * @throws IllegalStateException when the servers form no cluster
     * @throws io.redisguard.error.ConnectionLostException when no node has answered yet, after a lazy start
     */
    public StatefulRedisClusterConnection<K, V> cluster() {
        return topology.cluster(connection.getCodec(), wishes);
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

    /**
     * Returns the same commands with another server to answer reads. With {@link ReadPreference#REPLICA}, reads of keys
     * go to replicas that are not far behind, see {@link io.redisguard.connection.ReplicaOptions}; all else goes to the
     * primary.
     */
    public GuardedCommands<K, V> readingFrom(ReadPreference preference) {
        OptionCheck.of("call")
                .require(preference != null, "readingFrom", null, "PRIMARY or REPLICA")
                .throwIfBroken();
        if (preference == ReadPreference.REPLICA) {
            topology.readFromReplicas();
        }
        return with(wishes.readingFrom(preference));
    }

    private GuardedCommands<K, V> with(CallerWishes others) {
        return new GuardedCommands<>(topology, connection.getCodec(), others);
    }

    /**
     * Runs a block that has a connection for itself, for MULTI, WATCH and what else changes a connection. The
     * connection comes from a bounded pool; those who wait for one are served in order. What the block has changed is
     * undone before the next one gets it.
     *
     * @throws X what the block throws
     * @throws io.redisguard.error.PoolExhaustedException when others kept all connections too long
     * @throws io.redisguard.error.ConnectFailedException when the server cannot be reached
     * @throws io.redisguard.error.ConnectionLostException when no server is known to take writes
     * @throws io.redisguard.error.CallInterruptedException when the thread is interrupted while it waits
     * @throws io.redisguard.error.CommandRejectedException when called on an event loop thread
     * @throws io.redisguard.error.GuardClosedException when the guard is closed
     * @throws IllegalStateException when called from within such a block, or when the servers form a cluster: name a
     *     key then
     */
    public <R extends @Nullable Object, X extends Exception> R exclusive(ExclusiveWork<K, V, R, X> work) throws X {
        return topology.exclusive().run(connection.getCodec(), wishes, work);
    }

    /**
     * Runs a block that has a connection for itself to the primary of a key, as {@link #exclusive(ExclusiveWork)} does.
     * In a cluster only keys of the same hash slot can be used on it.
     *
     * @throws X what the block throws
     * @throws IllegalStateException when called from within such a block
     */
    public <R extends @Nullable Object, X extends Exception> R exclusive(K key, ExclusiveWork<K, V, R, X> work)
            throws X {
        return topology.exclusive(connection.getCodec(), key).run(connection.getCodec(), wishes, work);
    }

    /**
     * Runs asynchronous work that has a connection for itself, as {@link #exclusive} does, but waits for nothing. The
     * work is called on a thread of the client, which it must not block, and the connection goes back when the stage
     * completes that it returns: a stage that never does keeps it.
     *
     * @return what the stage completes with, or one of the exceptions above. Whoever completes it earlier, by
     *     cancelling it or by {@code orTimeout}, leaves the queue; if the work is under way, the connection is closed.
     * @throws IllegalStateException at once, when the servers form a cluster: name a key then
     */
    public <R extends @Nullable Object> CompletableFuture<R> exclusiveAsync(
            ExclusiveWork<K, V, ? extends CompletionStage<R>, ? extends Exception> work) {
        return later(topology::exclusive, work);
    }

    /**
     * Runs asynchronous work that has a connection for itself to the primary of a key, as
     * {@link #exclusiveAsync(ExclusiveWork)} does.
     *
     * @param work returns a stage; the connection is its own until that completes
     */
    public <R extends @Nullable Object> CompletableFuture<R> exclusiveAsync(
            K key, ExclusiveWork<K, V, ? extends CompletionStage<R>, ? extends Exception> work) {
        return later(() -> topology.exclusive(connection.getCodec(), key), work);
    }

    private <R extends @Nullable Object> CompletableFuture<R> later(
            Supplier<ExclusivePool> pool, ExclusiveWork<K, V, ? extends CompletionStage<R>, ? extends Exception> work) {
        ExclusivePool primary;
        try {
            primary = pool.get();
        } catch (RedisException none) {
            return CompletableFuture.failedFuture(none);
        }
        return primary.runLater(connection.getCodec(), wishes, work);
    }
}
