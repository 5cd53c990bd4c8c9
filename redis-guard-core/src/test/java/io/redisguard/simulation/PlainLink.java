package io.redisguard.simulation;

import io.redisguard.command.Link;
import io.redisguard.command.RoadTimer;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;

/** A link that counts how often it was ended. */
public final class PlainLink implements Link {
    private final String server;
    private final RoadTimer timer;
    private final Executor executor;
    private boolean nextReplyGivenUp = true;
    private boolean answersLater;
    private final Queue<Runnable> later = new ArrayDeque<>();
    private int replaced;

    /** Creates a link whose tasks run on the executor. */
    public PlainLink(String server, RoadTimer timer, Executor executor) {
        this.server = server;
        this.timer = timer;
        this.executor = executor;
    }

    /** Sets whether the reply that is due next was given up. */
    public void nextReplyGivenUp(boolean givenUp) {
        nextReplyGivenUp = givenUp;
    }

    /** Keeps what depends on the next reply until {@link #answer}. */
    public void answerLater() {
        answersLater = true;
    }

    /** Runs what was kept. */
    public void answer() {
        for (Runnable task = later.poll(); task != null; task = later.poll()) {
            task.run();
        }
    }

    /** Returns how often the link was ended. */
    public int replaced() {
        return replaced;
    }

    @Override
    public String server() {
        return server;
    }

    @Override
    public RoadTimer timer() {
        return timer;
    }

    @Override
    public Executor executor() {
        return executor;
    }

    @Override
    public void replace() {
        replaced++;
    }

    @Override
    public void ifNextReplyWasGivenUp(Runnable task) {
        if (nextReplyGivenUp && answersLater) {
            later.add(task);
        } else if (nextReplyGivenUp) {
            task.run();
        }
    }
}
