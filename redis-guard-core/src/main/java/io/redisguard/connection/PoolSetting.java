package io.redisguard.connection;

import io.redisguard.command.ConnectionRole;
import io.redisguard.command.GuardEvents;
import io.redisguard.command.PoolWatch;
import io.redisguard.internal.Text;
import java.util.function.DoubleSupplier;

/**
 * What a pool is and where it stands.
 *
 * @param server {@code host:port} of the server, or its socket
 * @param role what its connections are for
 * @param options its bounds
 * @param clock measures all its times
 * @param events hears of borrowers refused and connections lent for too long
 * @param watches hears how long borrowers wait
 * @param random draws numbers from 0 to 1; thread-safe
 */
record PoolSetting(
        String server,
        ConnectionRole role,
        PoolOptions options,
        PoolClock clock,
        GuardEvents events,
        PoolWatch.Builder watches,
        DoubleSupplier random) {
    /** Returns what the pool is called in messages. */
    String name() {
        return Text.of(role) + " pool of " + server;
    }

    /** Returns what an option is called in messages. */
    String option(String option) {
        return Text.of(role) + "." + option;
    }
}
