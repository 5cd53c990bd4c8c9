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
    READONLY("READONLY"),
    /** Another node of the cluster has the keys. */
    MOVED("MOVED"),
    /** Another node of the cluster will have the keys, and has this one already. */
    ASK("ASK");

    private final String beginning;

    ServerRefusal(String beginning) {
        this.beginning = beginning;
    }

    /** Tells whether the answer names the node that is to be asked instead. */
    public boolean isRedirection() {
        return this == MOVED || this == ASK;
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
