package io.redisguard.policy;

import io.redisguard.command.ConnectionRole;
import io.redisguard.command.GuardEvents;
import java.util.function.LongSupplier;

/** The rules of one guard, and what has broken them. Thread-safe. */
public final class Policy {
    private final Settings settings;
    private final Plans plans;
    private final Ledger ledger;
    private final BigKeys bigKeys = new BigKeys();

    /**
     * Creates the policy.
     *
     * @param nanoTime the clock
     * @param events tells of each breach
     */
    public Policy(PolicyOptions options, LongSupplier nanoTime, GuardEvents events) {
        this.settings = new Settings(options);
        this.plans = new Plans(options);
        this.ledger = new Ledger(nanoTime, events);
    }

    /** Returns the stage for a connection of this role to a server. */
    public PolicyStage stage(ConnectionRole role, String server) {
        return new PolicyStage(plans, new Judge(settings, ledger, bigKeys, role, server));
    }

    /** Returns what has broken the rules so far. */
    public PolicyReport report() {
        return ledger.report();
    }
}
