package io.redisguard.command;

import java.util.concurrent.Executor;

/** The link of one connection to its server: what those who watch over it may know and do. Thread-safe. */
public interface Link {
    /** Returns {@code host:port} of the server, or its socket. */
    String server();

    /** Returns the clock and timer that all deadlines of the connection are measured with. */
    RoadTimer timer();

    /** Returns the threads that callers are told on, which may run what callers wrote. */
    Executor executor();

    /** Ends the link, which then is made anew: nothing that was sent on it can get a reply any more. */
    void replace();

    /**
     * Runs the task, perhaps later and on another thread, if the reply that is due next belongs to an attempt that was
     * given up. Replies come in the order of their commands, so then nobody can get one before that.
     */
    void ifNextReplyWasGivenUp(Runnable task);
}
