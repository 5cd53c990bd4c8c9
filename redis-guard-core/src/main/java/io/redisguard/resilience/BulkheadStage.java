package io.redisguard.resilience;

import io.redisguard.command.AttemptStage;
import io.redisguard.command.CommandAttempt;
import io.redisguard.command.ConnectionRole;
import io.redisguard.command.GuardEvent;
import io.redisguard.command.GuardEvents;
import io.redisguard.error.BulkheadFullException;
import java.util.Set;

/**
 * Bounds how many attempts of one role are on the wire to one node. A permit is returned when the attempt has left the
 * wire, which can be long after its caller gave up: what waits on a server that hangs still takes memory. Thread-safe.
 */
final class BulkheadStage implements AttemptStage {
    /** They free the permits that the members of their transaction hold. */
    private static final Set<String> ENDS_A_TRANSACTION = Set.of("EXEC", "DISCARD");

    private final String server;
    private final String option;
    private final int limit;
    private final GuardEvents events;
    private final Permits permits;

    BulkheadStage(String server, ConnectionRole role, int limit, GuardEvents events) {
        this.server = server;
        this.option = role == ConnectionRole.SHARED ? "max-in-flight" : "max-in-flight-exclusive";
        this.limit = limit;
        this.events = events;
        this.permits = new Permits(limit);
    }

    @Override
    public String name() {
        return "bulkhead";
    }

    @Override
    public void enter(CommandAttempt attempt) {
        if (permits.tryTake()) {
            return;
        }
        String name = attempt.call().facts().name();
        if (ENDS_A_TRANSACTION.contains(name)) {
            permits.take();
            return;
        }
        events.raise(() -> new GuardEvent.CallRefused(server, name, GuardEvent.CallRefused.Guard.BULKHEAD));
        throw new BulkheadFullException(
                name + " was not sent: " + limit + " commands wait for their replies from " + server
                        + " already (" + option + "=" + limit
                        + "). Send fewer at once, or see what keeps the server from answering.",
                limit);
    }

    @Override
    public void leftWire(CommandAttempt attempt) {
        permits.giveBack();
    }

    /** Returns how many permits are taken. */
    int taken() {
        return permits.taken();
    }
}
