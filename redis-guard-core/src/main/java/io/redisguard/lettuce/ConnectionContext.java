package io.redisguard.lettuce;

import io.netty.util.Timer;
import io.redisguard.command.CommandStage;
import io.redisguard.command.ConnectionRole;
import io.redisguard.error.CallOutcome;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** What the attempts on one connection have in common. Thread-safe. */
final class ConnectionContext {
    private final ConnectionRole role;
    private final CommandStage road;
    private final Timer timer;
    private final Executor executor;
    private final String server;
    private final CommandLimits limits;
    private final Runnable disconnect;
    private final AtomicInteger inFlight = new AtomicInteger();
    private volatile boolean released;
    private volatile @Nullable String brokenBecause;

    ConnectionContext(
            ConnectionRole role,
            CommandStage road,
            Timer timer,
            Executor executor,
            String server,
            CommandLimits limits,
            Runnable disconnect) {
        this.role = role;
        this.road = road;
        this.timer = timer;
        this.executor = executor;
        this.server = server;
        this.limits = limits;
        this.disconnect = disconnect;
    }

    ConnectionRole role() {
        return role;
    }

    Timer timer() {
        return timer;
    }

    /** Runs what timers decide, so that a slow callback of a caller does not delay the deadlines of others. */
    Executor executor() {
        return executor;
    }

    /** Runs a task on another thread; here when there are none any more. */
    void runLater(Runnable task) {
        try {
            executor.execute(task);
        } catch (RejectedExecutionException ended) {
            task.run();
        }
    }

    /** Returns {@code host:port}, for messages. */
    String server() {
        return server;
    }

    CommandLimits limits() {
        return limits;
    }

    /** Ends the link, which then is made anew: nobody knows any more to which command the next reply belongs. */
    void replaceLink() {
        disconnect.run();
    }

    /** Returns how many commands the connection holds: admitted, and not yet off the wire. */
    int inFlight() {
        return inFlight.get();
    }

    /** Counts a command in and takes it through the stages; counts it out again when one of them stops it. */
    void enter(Attempt<?, ?, ?> attempt) {
        inFlight.incrementAndGet();
        try {
            road.enter(attempt);
        } catch (RuntimeException stopped) {
            inFlight.decrementAndGet();
            throw stopped;
        }
    }

    void leave(Attempt<?, ?, ?> attempt) {
        inFlight.decrementAndGet();
        road.leftWire(attempt);
    }

    void settled(Attempt<?, ?, ?> attempt, CallOutcome outcome) {
        road.settled(attempt, outcome);
    }

    /** Tells whether its owner has given the connection up. */
    boolean isReleased() {
        return released;
    }

    void release() {
        released = true;
    }

    /**
     * Returns why an exclusive connection must not carry anything more, or {@code null}. It has lost a reply or its
     * link, and with it the MULTI or WATCH that the next command would count on.
     */
    @Nullable
    String brokenBecause() {
        return brokenBecause;
    }

    /** Ends the use of an exclusive connection; a shared one carries no state that could be lost. */
    void breakDown(String because) {
        if (role == ConnectionRole.EXCLUSIVE && brokenBecause == null) {
            brokenBecause = because;
        }
    }
}
