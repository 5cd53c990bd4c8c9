package io.redisguard.connection;

import io.redisguard.command.CommandAttempt;
import io.redisguard.command.CommandCall;
import io.redisguard.command.ConnectionEffect;
import io.redisguard.command.KeyPositions;
import io.redisguard.command.ReadPreference;
import io.redisguard.command.Repeat;
import io.redisguard.lettuce.GuardedConnection;
import io.redisguard.lettuce.GuardedRedisClient;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Sends reads to replicas that are not far behind, and keeps from them what was written not long ago. Thread-safe. */
final class ReplicaReads {
    private final ReplicaOptions options;
    private final ReplicaLag lag;
    private final OwnWrites ownWrites;
    private volatile boolean wanted;

    ReplicaReads(ReplicaOptions options, GuardedRedisClient client, Supplier<Layout> layout) {
        this.options = options;
        this.lag = new ReplicaLag(options.maxLag(), client, layout);
        this.ownWrites = new OwnWrites(options.ownWrites(), client.timer());
        this.wanted = options.readFrom() == ReadPreference.REPLICA;
    }

    /** Somebody is going to read from replicas; from now on writes are remembered and the lag is measured. */
    void begin() {
        wanted = true;
        lag.begin();
    }

    /** There is another layout. */
    void follow() {
        if (wanted) {
            lag.begin();
        }
    }

    void close() {
        lag.close();
    }

    /** Returns the connection to the replica that answers the call, or {@code null} when the primary does. */
    @Nullable
    GuardedConnection<byte[], byte[]> route(
            CommandCall call, Layout layout, Node primary, @Nullable CommandAttempt failed) {
        if (!wanted) {
            return null;
        }
        if (!isRead(call)) {
            noteWrite(call);
            return null;
        }
        ReadPreference wished = call.wishes().readsFrom();
        ReadPreference preference = wished == null ? options.readFrom() : wished;
        if (failed != null || preference == ReadPreference.PRIMARY || ownWrites.hasAny(call)) {
            return null;
        }
        return near(layout, primary);
    }

    /** Notes that keys are about to change. */
    void noteWrite(CommandCall call) {
        if (wanted && !isRead(call)) {
            ownWrites.note(call);
        }
    }

    private static boolean isRead(CommandCall call) {
        return call.facts().repeat() == Repeat.READ
                && call.effect() == ConnectionEffect.NONE
                && !call.facts().keys().equals(KeyPositions.NONE);
    }

    private @Nullable GuardedConnection<byte[], byte[]> near(Layout layout, Node primary) {
        List<Node> replicas = layout.replicasOf(primary);
        int count = replicas.size();
        int first = count == 0 ? 0 : ThreadLocalRandom.current().nextInt(count);
        for (int i = 0; i < count; i++) {
            Node replica = replicas.get((first + i) % count);
            if (lag.isNear(primary, replica)) {
                SharedLink link = layout instanceof SlotLayout ? replica.reader() : replica.link();
                GuardedConnection<byte[], byte[]> connection = link.connectionIfMade();
                if (connection != null && connection.isOpen()) {
                    return connection;
                }
            }
        }
        return null;
    }
}
