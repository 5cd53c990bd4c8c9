package io.redisguard.command;

import org.jspecify.annotations.Nullable;

/**
 * Errors with which a server refuses a command for now: it answered before it executed anything. That holds for single
 * commands only; see {@link RepeatRules#errorProvesNothingDone}.
 */
public enum ServerRefusal {
    /** The server still reads its data from disk. */
    LOADING("LOADING"),
    /** The keys of the command are on the move between two nodes of a cluster. */
    TRYAGAIN("TRYAGAIN"),
    /** The cluster does not serve all slots, or has no majority. */
    CLUSTERDOWN("CLUSTERDOWN"),
    /** A replica has lost its master and does not serve stale data. */
    MASTERDOWN("MASTERDOWN"),
    /** The master has fewer replicas than it wants for a write. */
    NOREPLICAS("NOREPLICAS"),
    /** The server has as many clients as it accepts. */
    MAX_CLIENTS("ERR max number of clients"),
    /** The server is a replica, for instance after a failover, and takes no writes. */
    READONLY("READONLY");

    private final String beginning;

    ServerRefusal(String beginning) {
        this.beginning = beginning;
    }

    /** Returns the refusal that the error of a server begins with, or {@code null} when it is another error. */
    public static @Nullable ServerRefusal of(String error) {
        for (ServerRefusal refusal : values()) {
            int end = refusal.beginning.length();
            if (error.startsWith(refusal.beginning) && (error.length() == end || error.charAt(end) == ' ')) {
                return refusal;
            }
        }
        return null;
    }
}
