package io.redisguard.policy;

import io.redisguard.command.CommandArguments;
import io.redisguard.command.CommandCall;
import io.redisguard.command.ConnectionRole;
import java.util.Set;

/** Refuses what a connection cannot carry without harm to others or to the order of replies. */
final class SharedConnectionCheck implements Check {
    private static final Breach REPLY_STREAM = new Breach(
            PolicyRule.SHARED_CONNECTION,
            "it ends or falsifies the one reply per command that all later calls rely on",
            "Use a Lettuce connection of your own for it");
    private static final Breach TRANSACTION = onShared("everybody's commands would end up in its transaction");
    private static final Breach STATE = onShared("it would change the connection for everybody");
    private static final Breach ACKNOWLEDGED =
            onShared("it tells of the writes that were made on the same connection before");
    private static final Set<String> OF_WRITES_BEFORE = Set.of("WAIT", "WAITAOF");

    private static Breach onShared(String why) {
        return new Breach(
                PolicyRule.SHARED_CONNECTION,
                why + ", since the connection is shared",
                "Use guard.exclusive(connection -> ...)");
    }

    @Override
    public void look(CommandCall call, CommandArguments arguments, Judge judge) {
        switch (call.effect()) {
            case REPLY_STREAM -> judge.breach(call, PolicyMode.REJECT, REPLY_STREAM);
            case TRANSACTION -> refuseOnShared(call, TRANSACTION, judge);
            case STATE -> refuseOnShared(call, STATE, judge);
            case WAIT -> {
                // the others get a connection for themselves
                if (OF_WRITES_BEFORE.contains(call.facts().name())) {
                    refuseOnShared(call, ACKNOWLEDGED, judge);
                }
            }
            case NONE, BY_OPTION, BY_SUBCOMMAND -> {}
        }
    }

    private static void refuseOnShared(CommandCall call, Breach breach, Judge judge) {
        if (judge.role() == ConnectionRole.SHARED) {
            judge.breach(call, PolicyMode.REJECT, breach);
        }
    }
}
