package io.redisguard.connection;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Knows who can be asked which server plays which part. Thread-safe. */
interface LayoutSource {
    /** Returns the name under which calls are counted, and which messages use. */
    String name();

    /**
     * Begins to connect to those who are asked.
     *
     * @return ends when the first of them can be asked; fails when none can
     */
    CompletableFuture<?> start();

    /**
     * Asks; never waits.
     *
     * @return fails when nobody could tell
     */
    CompletableFuture<Layout> ask();

    /** Tells whether it is known of each of those who are asked at first whether it can be reached. */
    default boolean isSettled() {
        return true;
    }

    /** Tells whether a node is asked, so that it is needed though it may play no part. */
    boolean needs(Node node);

    /** Returns what is known before anybody has answered. */
    default Layout atFirst() {
        return new Layout.Unknown(name());
    }

    /** Returns how often to ask while nothing looks wrong. */
    default Duration period() {
        return Duration.ofSeconds(30);
    }

    /** Tells whether the answer is always the same. */
    default boolean isFixed() {
        return false;
    }
}
