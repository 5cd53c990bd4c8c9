package io.redisguard.policy;

import io.redisguard.command.CommandArguments;
import io.redisguard.command.CommandCall;
import io.redisguard.command.KeyPositions;

/** Tells of keys that are long or hold blanks and control characters. */
final class KeyCheck implements Check {
    @Override
    public void look(CommandCall call, CommandArguments arguments, Judge judge) {
        KeyPositions keys = call.facts().keys();
        Offender tooLong = null;
        Offender odd = null;
        for (int key = keys.first(arguments); key >= 0; key = keys.after(arguments, key)) {
            KeySettings settings = judge.settings().of(arguments, key);
            if (arguments.isLonger(key, settings.limits().maxKeyBytes())) {
                tooLong = Offender.worse(tooLong, PolicyRule.LONG_KEY, settings, arguments.bytes(key));
            }
            if (!arguments.isPlain(key)) {
                odd = Offender.worse(odd, PolicyRule.KEY_CHARACTERS, settings, 0);
            }
        }
        if (tooLong != null) {
            judge.breach(call, tooLong.mode(), tooLong(tooLong.size(), tooLong.settings()));
        }
        if (odd != null) {
            judge.breach(call, odd.mode(), odd(odd.settings()));
        }
    }

    private static Breach tooLong(int bytes, KeySettings settings) {
        return new Breach(
                PolicyRule.LONG_KEY,
                settings.keys() + " has " + bytes + " bytes, more than max-key-bytes="
                        + settings.limits().maxKeyBytes() + "; it takes memory and is compared at every access",
                "Use short names, or a hash of what is long");
    }

    private static Breach odd(KeySettings settings) {
        return new Breach(
                PolicyRule.KEY_CHARACTERS,
                settings.keys() + " holds blanks or control characters, which tools and scripts trip over",
                "Use printable characters, with colons between the parts");
    }
}
