package io.redisguard.policy;

import io.redisguard.command.CommandArguments;
import io.redisguard.command.CommandCall;
import io.redisguard.command.KeyPositions;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;

/** What holds for which key. Immutable. */
final class Settings {
    private final KeySettings others;
    private final List<KeyPolicy> policies;
    private final List<KeySettings> special;
    private final int smallestBigReplyBytes;
    private final int smallestBigReplyElements;
    private final int smallestMaxElements;

    Settings(PolicyOptions options) {
        others = KeySettings.of(options);
        policies = options.keys();
        special =
                policies.stream().map(policy -> KeySettings.of(options, policy)).toList();
        smallestBigReplyBytes = smallest(PolicyLimits::bigReplyBytes);
        smallestBigReplyElements = smallest(PolicyLimits::bigReplyElements);
        smallestMaxElements = smallest(PolicyLimits::maxElements);
    }

    private int smallest(ToIntFunction<PolicyLimits> limit) {
        return Stream.concat(Stream.of(others), special.stream())
                .map(KeySettings::limits)
                .mapToInt(limit)
                .min()
                .orElseThrow();
    }

    /** Returns how many arguments a call may have whatever its keys. */
    int smallestMaxElements() {
        return smallestMaxElements;
    }

    /** Tells whether the reply is above the limits for some key. */
    boolean mayBeBig(CommandCall call) {
        return call.replyElements() > smallestBigReplyElements || call.replyBytes() > smallestBigReplyBytes;
    }

    /** Returns what holds for keys that match no pattern. */
    KeySettings others() {
        return others;
    }

    /** Returns what holds for the key that is the argument with this index. */
    KeySettings of(CommandArguments arguments, int key) {
        if (special.isEmpty()) {
            return others;
        }
        String text = arguments.text(key);
        for (int i = 0; i < policies.size(); i++) {
            if (policies.get(i).matches(text)) {
                return special.get(i);
            }
        }
        return others;
    }

    /** Returns what holds for a call as a whole: the strictest of what holds for its keys. */
    KeySettings ofAll(CommandCall call) {
        KeyPositions keys = call.facts().keys();
        if (special.isEmpty() || keys.equals(KeyPositions.NONE)) {
            return others;
        }
        CommandArguments arguments = call.arguments();
        int key = keys.first(arguments);
        KeySettings all = key < 0 ? others : of(arguments, key);
        while (key >= 0) {
            all = all.and(of(arguments, key));
            key = keys.after(arguments, key);
        }
        return all;
    }
}
