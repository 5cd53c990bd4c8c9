package io.redisguard.policy;

/** A rule that every call is held against. */
public enum PolicyRule {
    /**
     * Nothing that needs a connection of its own runs on the shared one: MULTI, WATCH, SELECT, WAIT. Nothing that ends
     * or falsifies the order of replies runs on any: SUBSCRIBE, which has {@code guard.pubSub()}, or MONITOR. It would
     * hit everybody, so this rule cannot be loosened.
     */
    SHARED_CONNECTION("shared-connection", PolicyMode.REJECT, PolicyMode.REJECT, PolicyMode.REJECT),
    /** No command that endangers the server or everybody's data: KEYS, FLUSHALL, CONFIG SET, SHUTDOWN ... */
    DANGEROUS_COMMAND("dangerous-command", PolicyMode.REJECT),
    /** No script that calls such a command. */
    DANGEROUS_SCRIPT("dangerous-script", PolicyMode.WARN),
    /** No read of a whole collection, however large it may be: HGETALL, SMEMBERS, LRANGE 0 -1, SORT, SUNION ... */
    UNBOUNDED_READ("unbounded-read", PolicyMode.OBSERVE),
    /** No reply above a number of elements or bytes. It is known when the server has done its work: never refused. */
    BIG_REPLY("big-reply", PolicyMode.WARN, PolicyMode.OBSERVE, PolicyMode.WARN),
    /** No DEL of a large collection: the server frees its elements while everybody waits. */
    BIG_DELETE("big-delete", PolicyMode.WARN),
    /** No large values. */
    BIG_VALUE("big-value", PolicyMode.WARN),
    /** No values that are larger still. */
    HUGE_VALUE("huge-value", PolicyMode.REJECT),
    /** No call with thousands of arguments. */
    MANY_ELEMENTS("many-elements", PolicyMode.WARN),
    /** No long keys. */
    LONG_KEY("long-key", PolicyMode.WARN),
    /** No blanks and control characters in keys. */
    KEY_CHARACTERS("key-characters", PolicyMode.WARN),
    /** No key that never expires where keys are declared to expire. */
    MISSING_EXPIRY("missing-expiry", PolicyMode.REJECT),
    /** No command over keys in different slots where a cluster demands one. */
    CROSS_SLOT("cross-slot", PolicyMode.REJECT),
    /** No command that redis-guard does not know. */
    UNKNOWN_COMMAND("unknown-command", PolicyMode.OBSERVE);

    private final String id;
    private final PolicyMode byDefault;
    private final PolicyMode mildest;
    private final PolicyMode strictest;

    PolicyRule(String id, PolicyMode byDefault) {
        this(id, byDefault, PolicyMode.OBSERVE, PolicyMode.REJECT);
    }

    PolicyRule(String id, PolicyMode byDefault, PolicyMode mildest, PolicyMode strictest) {
        this.id = id;
        this.byDefault = byDefault;
        this.mildest = mildest;
        this.strictest = strictest;
    }

    /** Returns the name that stands in messages, metrics and reports, for instance {@code big-value}. */
    public String id() {
        return id;
    }

    /** Returns the mode it has unless the options set another one. */
    public PolicyMode byDefault() {
        return byDefault;
    }

    /** Tells whether it can have the mode. */
    public boolean canBe(PolicyMode mode) {
        return mode.compareTo(mildest) >= 0 && mode.compareTo(strictest) <= 0;
    }

    /** Returns the modes it can have, for messages. */
    String modes() {
        return mildest == strictest ? mildest.name() : mildest + " to " + strictest;
    }
}
