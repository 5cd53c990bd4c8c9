package io.redisguard.policy;

import io.redisguard.command.CommandArguments;
import io.redisguard.command.CommandCall;
import io.redisguard.command.KeyPositions;
import io.redisguard.internal.CallSite;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What large replies have told: which commands have them, for which keys, and which keys hold large collections.
 * Thread-safe.
 */
final class BigKeys {
    /** How many calls are traced because they may have a large reply. */
    private static final int MOST_TRACES = 1_000;

    private final KeyMemory collections = new KeyMemory();
    private final KeyMemory answered = new KeyMemory();
    private final Set<String> commands = ConcurrentHashMap.newKeySet();
    private final AtomicInteger traces = new AtomicInteger();

    /** The call has had a large reply. */
    void answered(CommandCall call, PolicyLimits limits) {
        if (commands.size() < MOST_TRACES) { // callers make up names without end
            commands.add(call.facts().name());
        }
        KeyPositions keys = call.facts().keys();
        CommandArguments arguments = call.arguments();
        int key = keys.first(arguments);
        if (key < 0 || keys.after(arguments, key) >= 0) {
            return; // nobody knows which of its keys it was
        }
        answered.add(arguments, key);
        if (call.replyElements() > limits.bigReplyElements()) {
            collections.add(arguments, key);
        }
    }

    /**
     * Keeps from where in the code the call comes if one like it has had a large reply: a reply does not tell it any
     * more.
     */
    void trace(CommandCall call, CommandArguments arguments) {
        if (commands.contains(call.facts().name()) && call.place() == null && traces.get() < MOST_TRACES) {
            int key = call.facts().keys().first(arguments);
            if (key < 0 || answered.has(arguments, key)) {
                traces.incrementAndGet();
                call.comesFrom(CallSite.find());
            }
        }
    }

    /** Tells whether any key was ever seen to hold a large collection. */
    boolean areAny() {
        return collections.isUsed();
    }

    /** Tells whether the key was seen to hold a large collection. */
    boolean isBig(CommandArguments arguments, int key) {
        return collections.has(arguments, key);
    }

    /** The key is gone, or holds something else. */
    void forget(CommandArguments arguments, int key) {
        collections.remove(arguments, key);
    }
}
