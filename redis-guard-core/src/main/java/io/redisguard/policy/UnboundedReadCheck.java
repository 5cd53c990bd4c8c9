package io.redisguard.policy;

import io.redisguard.command.CommandArguments;
import io.redisguard.command.CommandCall;
import io.redisguard.command.ReplyRules;

/** Tells of reads that bring whatever a collection holds. */
final class UnboundedReadCheck implements Check {
    private static final Breach BREACH = new Breach(
            PolicyRule.UNBOUNDED_READ,
            "its reply grows with the data, and everybody waits while the server makes it",
            "Read in pages: HSCAN, SSCAN, ZSCAN, a range of known length, COUNT or LIMIT");

    @Override
    public void look(CommandCall call, CommandArguments arguments, Judge judge) {
        if (ReplyRules.isUnbounded(call.facts(), arguments)) {
            judge.breach(call, BREACH);
        }
    }
}
