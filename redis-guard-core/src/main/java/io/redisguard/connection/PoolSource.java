package io.redisguard.connection;

import java.util.concurrent.CompletionStage;

/** Makes, resets and closes what a pool lends. Nothing here waits. Thread-safe. */
interface PoolSource<T> {
    /** Makes one more. */
    CompletionStage<T> open();

    /** Returns what a borrower is told when that has failed. */
    RuntimeException failure(Throwable cause);

    /** Tells, without asking the server, whether it can be lent: as good as new, with nothing under way. */
    boolean isFit(T connection);

    /** Tells whether it may be fit after a {@link #reset}. */
    boolean isResettable(T connection);

    /** Undoes what its borrower has changed; what is not fit afterwards is closed. */
    CompletionStage<Void> reset(T connection);

    /** Runs the task when the link is lost, at once if it is lost already. */
    void whenBroken(T connection, Runnable task);

    /** Closes it. */
    CompletionStage<Void> close(T connection);
}
