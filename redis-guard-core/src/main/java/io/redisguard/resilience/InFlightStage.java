package io.redisguard.resilience;

import io.redisguard.command.CommandCall;
import io.redisguard.command.CommandStage;
import io.redisguard.error.BulkheadFullException;
import java.util.Set;

/**
 * Bounds how many commands one connection holds. A place is taken until the command has left the wire, which can be
 * long after its caller gave up: what waits on a server that hangs still takes memory. Thread-safe.
 */
public final class InFlightStage implements CommandStage {
    /** They free the places that the members of their transaction take. */
    private static final Set<String> ENDS_A_TRANSACTION = Set.of("EXEC", "DISCARD");

    private final int limit;

    /** Creates the stage for connections that may hold this many commands. */
    public InFlightStage(int limit) {
        this.limit = limit;
    }

    @Override
    public String name() {
        return "in-flight limit";
    }

    @Override
    public void enter(CommandCall call) {
        if (call.inFlight() > limit && !ENDS_A_TRANSACTION.contains(call.facts().name())) {
            throw new BulkheadFullException(
                    call.facts().name() + " was not sent: " + limit
                            + " commands wait for their replies already (max-in-flight=" + limit
                            + "). Send fewer at once, or see what keeps the server from answering.",
                    limit);
        }
    }
}
