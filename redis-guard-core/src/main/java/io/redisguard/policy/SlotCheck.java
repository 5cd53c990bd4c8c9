package io.redisguard.policy;

import io.redisguard.command.CommandArguments;
import io.redisguard.command.CommandCall;
import io.redisguard.command.KeyPositions;

/** Tells of commands whose keys lie in different slots. */
final class SlotCheck implements Check {
    @Override
    public void look(CommandCall call, CommandArguments arguments, Judge judge) {
        KeyPositions keys = call.facts().keys();
        int first = keys.first(arguments);
        if (first < 0) {
            return;
        }
        int slot = -1;
        int number = 1;
        for (int key = keys.after(arguments, first); key >= 0; key = keys.after(arguments, key)) {
            if (slot < 0) {
                slot = arguments.slot(first);
            }
            number++;
            int other = arguments.slot(key);
            if (other != slot) {
                judge.breach(
                        call,
                        new Breach(
                                PolicyRule.CROSS_SLOT,
                                "its first key lies in slot " + slot + " and its " + ordinal(number) + " in slot "
                                        + other + ", which a cluster refuses",
                                "Give keys that belong together one hash tag, such as {user:42}, or call it once per"
                                        + " slot"));
                return;
            }
        }
    }

    private static String ordinal(int number) {
        return switch (number) {
            case 2 -> "second";
            case 3 -> "third";
            default -> number + "th";
        };
    }
}
