package io.redisguard.test;

import java.util.OptionalLong;

/** Where one server runs and the rough things that can be done to it; calls come one at a time. */
interface ServerRuntime {
    String host();

    int port();

    /** Starts the server on its port with the data it had; returns before it is ready. */
    void start();

    /** Ends the server the polite way, data written. */
    void stop();

    /** Ends the server as a power cut would. */
    void kill();

    /** Freezes the server: connections stay open, nothing is answered. */
    void pause();

    void resume();

    boolean isRunning();

    boolean isPaused();

    /** Deletes the data of a server that does not run. */
    void wipe();

    /** Returns the process id where this machine has one. */
    OptionalLong pid();

    /** Returns the end of what the server logged. */
    String log();

    /** Ends the server and deletes everything it left; may be called twice and from a shutdown hook. */
    void remove();
}
