package io.redisguard.connection;

import io.redisguard.internal.CallSite;

/** Who borrows a connection, and from where in the code. Immutable. */
final class Borrower {
    private final String thread = Thread.currentThread().getName();
    private final Throwable stack = new Throwable("The connection was borrowed here.");

    private Borrower() {}

    /** Returns the one who calls. */
    static Borrower here() {
        return new Borrower();
    }

    String thread() {
        return thread;
    }

    /** Returns an exception that was made where the connection was borrowed. */
    Throwable stack() {
        return stack;
    }

    /** Returns the place in the application's code. */
    String place() {
        return CallSite.of(stack);
    }
}
