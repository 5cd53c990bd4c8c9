package io.redisguard.command;

/**
 * What follows a failed attempt.
 *
 * @param kind what to do
 * @param delayNanos how long to pause before, for {@link Kind#AFTER_PAUSE}
 */
public record Repetition(Kind kind, long delayNanos) {
    /** The call has failed. */
    public static final Repetition NONE = new Repetition(Kind.NONE, 0);

    /** The next attempt is made when the link is back. */
    public static final Repetition WHEN_LINKED = new Repetition(Kind.WHEN_LINKED, 0);

    /** The next attempt is made at once, on the connection to the node that the server has named. */
    public static final Repetition REDIRECTED = new Repetition(Kind.REDIRECTED, 0);

    /** What to do. */
    public enum Kind {
        /** Tell the caller. */
        NONE,
        /** Make the next attempt on the next link, if it comes soon enough. */
        WHEN_LINKED,
        /** Make the next attempt on the node that the server has named. */
        REDIRECTED,
        /** Make the next attempt after a pause. */
        AFTER_PAUSE
    }

    /** Lets the next attempt be made after a pause. */
    public static Repetition after(long delayNanos) {
        return new Repetition(Kind.AFTER_PAUSE, delayNanos);
    }
}
