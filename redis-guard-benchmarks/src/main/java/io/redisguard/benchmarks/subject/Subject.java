package io.redisguard.benchmarks.subject;

/** A way to use Redis that is measured. */
public interface Subject {
    /** Returns the name that stands in tables. */
    String name();

    /** Tells whether the subject can do this on such servers; in tables of what it cannot do it is left out. */
    boolean can(Ability ability);

    /**
     * Connects, with the subject's own defaults wherever {@link Target} and the class of the subject say nothing else.
     */
    Client connect(Target target) throws Exception;
}
