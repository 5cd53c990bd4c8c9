package io.redisguard.policy;

import io.redisguard.command.CommandArguments;
import io.redisguard.command.CommandCall;

/** Holds calls against one rule or a few that look at the same. Thread-safe. */
interface Check {
    /**
     * Tells the judge what is wrong with the call.
     *
     * @throws io.redisguard.error.CommandRejectedException when the judge refuses it
     */
    void look(CommandCall call, CommandArguments arguments, Judge judge);
}
