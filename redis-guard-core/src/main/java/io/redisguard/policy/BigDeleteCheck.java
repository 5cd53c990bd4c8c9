package io.redisguard.policy;

import io.redisguard.command.CommandArguments;
import io.redisguard.command.CommandCall;
import io.redisguard.command.KeyPositions;

/** Tells of DEL where a collection is known to be large. Strings are freed at once whatever their size. */
final class BigDeleteCheck implements Check {
    @Override
    public void look(CommandCall call, CommandArguments arguments, Judge judge) {
        KeyPositions keys = call.facts().keys();
        Offender big = null;
        for (int key = keys.first(arguments); key >= 0; key = keys.after(arguments, key)) {
            KeySettings settings = judge.settings().of(arguments, key);
            if (settings.big() || judge.bigKeys().isBig(arguments, key)) {
                big = Offender.worse(big, PolicyRule.BIG_DELETE, settings, 0);
            }
        }
        if (big != null) {
            judge.breach(call, big.mode(), breach(big.settings()));
        }
    }

    private static Breach breach(KeySettings settings) {
        return new Breach(
                PolicyRule.BIG_DELETE,
                settings.keys() + (settings.big() ? " is declared" : " was seen")
                        + " to hold many elements, and everybody waits while the server frees them",
                "Use UNLINK, which frees them in the background");
    }
}
