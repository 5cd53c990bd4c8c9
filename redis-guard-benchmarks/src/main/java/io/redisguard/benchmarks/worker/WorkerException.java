package io.redisguard.benchmarks.worker;

/** A task failed, or the program that was to do it. */
public final class WorkerException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String reason;

    /** Takes one word and all that is known. */
    public WorkerException(String reason, String message) {
        super(message);
        this.reason = reason;
    }

    /** Returns one word for a table: the simple name of what was thrown, or what became of the program. */
    public String reason() {
        return reason;
    }
}
