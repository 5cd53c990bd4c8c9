package io.redisguard.resilience;

import io.redisguard.command.LinkWatch;

/** Reads from nodes and links what only tests ask for. */
public final class Inspection {
    private Inspection() {}

    /** Returns how many good and bad verdicts the breaker of a node has had. */
    public static long verdicts(NodeHealth node) {
        return node.verdicts();
    }

    /** Returns how many attempts wait for a link. */
    public static int waiting(LinkWatch link) {
        return ((LinkLife) link).waiting();
    }
}
