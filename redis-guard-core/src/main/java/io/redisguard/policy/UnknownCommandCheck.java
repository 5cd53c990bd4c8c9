package io.redisguard.policy;

import io.redisguard.command.CommandArguments;
import io.redisguard.command.CommandCall;

/** Tells of commands that are not in the catalogue. */
final class UnknownCommandCheck implements Check {
    private static final Breach BREACH = new Breach(
            PolicyRule.UNKNOWN_COMMAND,
            "redis-guard does not know this command, so it is neither repeated nor held against other rules",
            "Check its name; leave the rule at OBSERVE if your server has commands that Redis has not");

    @Override
    public void look(CommandCall call, CommandArguments arguments, Judge judge) {
        judge.breach(call, BREACH);
    }
}
