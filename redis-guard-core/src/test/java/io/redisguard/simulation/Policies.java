package io.redisguard.simulation;

import io.redisguard.command.GuardEvents;
import io.redisguard.policy.Policy;
import io.redisguard.policy.PolicyOptions;

/** Policies for tests of something else. */
public final class Policies {
    private Policies() {}

    /** Returns the default one, of which nobody hears. */
    public static Policy byDefault() {
        return new Policy(PolicyOptions.builder().build(), System::nanoTime, new GuardEvents(null));
    }
}
