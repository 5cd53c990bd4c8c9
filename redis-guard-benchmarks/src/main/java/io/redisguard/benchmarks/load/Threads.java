package io.redisguard.benchmarks.load;

import java.util.Optional;

/** What callers are. */
enum Threads {
    /** Threads of the system. */
    PLATFORM {
        @Override
        void start(Runnable caller) {
            new Thread(caller, "caller").start();
        }
    },
    /** Virtual threads. */
    VIRTUAL {
        @Override
        void start(Runnable caller) throws ReflectiveOperationException {
            // compiled for a Java that has none
            Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, caller);
        }

        @Override
        Optional<String> obstacle() {
            return Runtime.version().feature() < VIRTUAL_SINCE
                    ? Optional.of("needs Java " + VIRTUAL_SINCE + " or newer, for virtual threads")
                    : Optional.empty();
        }
    };

    private static final int VIRTUAL_SINCE = 21;

    abstract void start(Runnable caller) throws ReflectiveOperationException;

    /** Returns why there are none here, or nothing. */
    Optional<String> obstacle() {
        return Optional.empty();
    }
}
