package io.redisguard.command;

import org.jspecify.annotations.Nullable;

/** One attempt to have the command of a call executed. Thread-safe. */
public interface CommandAttempt {
    /** Returns the call that the attempt is made for. */
    CommandCall call();

    /** Tells whether bytes of the command have been handed out. */
    boolean isSent();

    /** Tells whether the attempt was handed to Lettuce; one that waited for its link in vain never was. */
    boolean hasEntered();

    /** Tells whether parts of a reply have reached the caller's output, so that no other reply can be put there. */
    boolean hasPartOfReply();

    /** Returns the answer by which the server refused to execute anything, or {@code null}. */
    @Nullable
    ServerRefusal refusal();

    /** Returns the mark that the circuit breaker has set on the attempt, or 0. */
    long probe();

    /** Marks the attempt as one that tries out whether the node is well again. */
    void probe(long mark);
}
