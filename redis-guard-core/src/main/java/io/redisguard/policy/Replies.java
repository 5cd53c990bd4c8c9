package io.redisguard.policy;

import io.redisguard.command.CommandArguments;
import io.redisguard.command.CommandCall;
import io.redisguard.command.KeyPositions;
import io.redisguard.command.ReplySize;
import java.util.Set;

/** Tells of replies that were large, and learns from them which keys hold large collections. */
final class Replies {
    /** Commands after which their keys hold nothing, or something else. */
    private static final Set<String> REPLACING = Set.of("DEL", "UNLINK", "SET", "SETEX", "PSETEX", "GETSET", "GETDEL");

    private Replies() {}

    static void look(CommandCall call, Judge judge) {
        if (!judge.settings().mayBeBig(call)) {
            if (judge.bigKeys().areAny()
                    && (REPLACING.contains(call.facts().name()) || call.facts().reply() == ReplySize.WHOLE)) {
                forget(call, judge.bigKeys());
            }
            return;
        }
        KeySettings settings = judge.settings().ofAll(call);
        if (isBig(call, settings.limits())) {
            judge.bigKeys().answered(call, settings.limits());
            if (!call.isQueuedByTransaction()) { // EXEC brings the replies of its members once more
                judge.wasBroken(call, settings.mode(PolicyRule.BIG_REPLY), breach(call, settings.limits()));
            }
        }
    }

    private static boolean isBig(CommandCall call, PolicyLimits limits) {
        return call.replyElements() > limits.bigReplyElements() || call.replyBytes() > limits.bigReplyBytes();
    }

    private static void forget(CommandCall call, BigKeys bigKeys) {
        KeyPositions keys = call.facts().keys();
        CommandArguments arguments = call.arguments();
        for (int key = keys.first(arguments); key >= 0; key = keys.after(arguments, key)) {
            bigKeys.forget(arguments, key);
        }
    }

    private static Breach breach(CommandCall call, PolicyLimits limits) {
        return new Breach(
                PolicyRule.BIG_REPLY,
                "its reply had " + call.replyElements() + " elements and " + call.replyBytes()
                        + " bytes, more than big-reply-elements=" + limits.bigReplyElements()
                        + " or big-reply-bytes=" + limits.bigReplyBytes() + ", and everybody waited for it",
                "Read it in pages, or keep less in one key");
    }
}
