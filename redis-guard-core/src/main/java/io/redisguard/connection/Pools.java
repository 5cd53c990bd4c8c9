package io.redisguard.connection;

import io.redisguard.command.ConnectionRole;
import io.redisguard.command.GuardEvents;
import io.redisguard.command.PoolWatch;
import io.redisguard.lettuce.GuardedConnection;
import io.redisguard.lettuce.GuardedRedisClient;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

/** Makes the pools of one guard; a server has pools of its own. Thread-safe. */
public final class Pools {
    private final GuardedRedisClient client;
    private final ConnectionOptions options;
    private final GuardEvents events;
    private final PoolWatch.Builder watches;
    private final PoolClock clock;

    /**
     * Creates a maker of pools.
     *
     * @param events hears of borrowers refused and connections lent for too long
     * @param watches hears how long borrowers wait
     */
    public Pools(GuardedRedisClient client, ConnectionOptions options, GuardEvents events, PoolWatch.Builder watches) {
        this.client = client;
        this.options = options;
        this.events = events;
        this.watches = watches;
        this.clock = new PoolClock(client.timer(), client.executor());
    }

    /**
     * Makes a pool of exclusive connections to a server; it has none yet.
     *
     * @param server name of the server, {@code host:port} for instance
     * @param database number of the database that its connections begin in
     * @param opener makes one more connection
     */
    public ExclusivePool exclusive(
            String server, int database, Supplier<CompletionStage<GuardedConnection<byte[], byte[]>>> opener) {
        return new ExclusivePool(
                client, clock, pool(ConnectionRole.EXCLUSIVE, options.exclusive(), server, database, opener));
    }

    /** Makes a pool of connections of any role. */
    Pool<GuardedConnection<byte[], byte[]>> pool(
            ConnectionRole role,
            PoolOptions bounds,
            String server,
            int database,
            Supplier<CompletionStage<GuardedConnection<byte[], byte[]>>> opener) {
        ConnectionSource source =
                new ConnectionSource(server, opener, database, bounds.resetTimeout(), options.connectTimeout(), clock);
        PoolSetting setting = new PoolSetting(
                server,
                role,
                bounds,
                clock,
                events,
                watches,
                () -> ThreadLocalRandom.current().nextDouble());
        return new Pool<>(source, setting);
    }
}
