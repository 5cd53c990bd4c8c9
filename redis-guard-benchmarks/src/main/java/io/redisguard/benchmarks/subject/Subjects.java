package io.redisguard.benchmarks.subject;

import java.util.List;

/** All subjects, the reference first. */
public final class Subjects {
    /** What the others are compared with. */
    public static final Subject REFERENCE = new RawLettuce("raw Lettuce");

    /** The reference is there twice: how far the two lie apart is the noise, and what differs less differs not. */
    private static final List<Subject> ALL = List.of(
            REFERENCE,
            new RawLettuce("raw Lettuce again"),
            new PooledLettuce(),
            new DecoratedLettuce(),
            new PooledJedis(),
            new RedissonSubject(),
            new SpringData(),
            new Guarded());

    private Subjects() {}

    /** Returns all of them. */
    public static List<Subject> all() {
        return ALL;
    }

    /**
     * Returns the subject of this name.
     *
     * @throws IllegalArgumentException naming those there are
     */
    public static Subject named(String name) {
        return ALL.stream()
                .filter(subject -> subject.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("No subject is named " + name + ". Names: "
                        + ALL.stream().map(Subject::name).toList()));
    }
}
