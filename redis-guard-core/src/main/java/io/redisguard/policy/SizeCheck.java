package io.redisguard.policy;

import io.redisguard.command.CommandArguments;
import io.redisguard.command.CommandCall;
import io.redisguard.command.KeyPositions;

/** Tells of calls with large values or with very many arguments. */
final class SizeCheck implements Check {
    @Override
    public void look(CommandCall call, CommandArguments arguments, Judge judge) {
        int count = arguments.count();
        KeyPositions keys = call.facts().keys();
        int key = keys.first(arguments);
        KeySettings settings =
                key < 0 ? judge.settings().others() : judge.settings().of(arguments, key);
        int before = -2;
        Offender big = null;
        Offender huge = null;
        for (int i = 0; i < count; i++) {
            if (i == key) {
                // a value belongs to the key before it, or to all keys that stand before it side by side
                KeySettings own = judge.settings().of(arguments, key);
                settings = before == i - 1 ? settings.and(own) : own;
                before = i;
                key = keys.after(arguments, i);
            }
            if (arguments.isLonger(i, settings.limits().bigValueBytes())) {
                int bytes = arguments.bytes(i);
                if (bytes > settings.limits().hugeValueBytes()) {
                    huge = Offender.worse(huge, PolicyRule.HUGE_VALUE, settings, bytes);
                } else {
                    big = Offender.worse(big, PolicyRule.BIG_VALUE, settings, bytes);
                }
            }
        }
        if (huge != null) {
            judge.breach(call, huge.mode(), huge(huge.size(), huge.settings().limits()));
        }
        if (big != null) {
            judge.breach(call, big.mode(), big(big.size(), big.settings().limits()));
        }
        if (count > judge.settings().smallestMaxElements()) {
            PolicyLimits limits = judge.settings().ofAll(call).limits();
            if (count > limits.maxElements()) {
                judge.breach(call, tooMany(count, limits));
            }
        }
    }

    private static Breach tooMany(int count, PolicyLimits limits) {
        return new Breach(
                PolicyRule.MANY_ELEMENTS,
                "it has " + count + " arguments, more than max-elements=" + limits.maxElements()
                        + ", and everybody waits while the server works them off",
                "Send it in parts");
    }

    private static Breach big(int bytes, PolicyLimits limits) {
        return new Breach(
                PolicyRule.BIG_VALUE,
                "one of its values has " + bytes + " bytes, more than big-value-bytes=" + limits.bigValueBytes()
                        + "; everybody waits while it is sent and read",
                "Store less, split it, or compress it");
    }

    private static Breach huge(int bytes, PolicyLimits limits) {
        return new Breach(
                PolicyRule.HUGE_VALUE,
                "one of its values has " + bytes + " bytes, more than huge-value-bytes=" + limits.hugeValueBytes()
                        + "; everybody waits while it is sent and read",
                "Split it, or store it elsewhere and keep its address here");
    }
}
