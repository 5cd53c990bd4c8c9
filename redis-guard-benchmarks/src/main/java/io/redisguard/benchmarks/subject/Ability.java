package io.redisguard.benchmarks.subject;

/** What not every subject can do. */
public enum Ability {
    /** Many commands without waiting in between. */
    BURST,
    /** TLS with a certificate of one's own. */
    TLS,
    /** A cluster. */
    CLUSTER
}
