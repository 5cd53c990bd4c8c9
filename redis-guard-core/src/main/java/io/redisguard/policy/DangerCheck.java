package io.redisguard.policy;

import io.redisguard.command.CommandArguments;
import io.redisguard.command.CommandCall;
import io.redisguard.command.Danger;

/** Tells of commands that endanger the server or everybody's data. */
final class DangerCheck implements Check {
    @Override
    public void look(CommandCall call, CommandArguments arguments, Judge judge) {
        Danger danger = call.facts().danger();
        if (danger == Danger.NONE) {
            return;
        }
        judge.breach(
                call,
                new Breach(
                        PolicyRule.DANGEROUS_COMMAND,
                        danger.why(),
                        danger.instead() + ". Where it is right, use guard.allowing(\""
                                + call.facts().name() + "\", reason)"));
    }
}
