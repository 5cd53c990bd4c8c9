package io.redisguard.resilience;

import io.redisguard.command.GuardEvent;
import io.redisguard.command.GuardEvent.LinkReplaced.Fault;
import io.redisguard.command.GuardEvents;
import io.redisguard.command.Link;
import io.redisguard.command.LinkWatch;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches over the link of one connection: whether it is there, whether anything comes in, and who waits for it. Ends a
 * link that is silent for too long. Thread-safe.
 */
final class LinkLife implements LinkWatch {
    private static final Logger LOG = LoggerFactory.getLogger(LinkLife.class);

    /** How many silence limits bytes may come in without any reply being complete: a large value takes its time. */
    private static final int REPLY_SILENCES = 5;

    /** A server that takes no writes may stay so; its link is not made anew for each write. */
    private static final long READ_ONLY_PAUSE = TimeUnit.SECONDS.toNanos(5);

    private final Link link;
    private final NodeHealth node;
    private final LinkOptions options;
    private final GuardEvents events;
    private final WaitingRoom room;
    private final Silence bytes;
    private final Silence replies;
    private long upNanos; // guarded by this
    private boolean replacing; // guarded by this

    LinkLife(Link link, NodeHealth node, LinkOptions options, GuardEvents events) {
        this.link = link;
        this.node = node;
        this.options = options;
        this.events = events;
        long now = link.timer().nanoTime();
        this.bytes = new Silence(now);
        this.replies = new Silence(now);
        this.room = new WaitingRoom(
                options,
                link.timer(),
                link.executor(),
                calls -> events.raise(() -> new GuardEvent.GraceEnded(link.server(), calls)));
    }

    @Override
    public boolean isUp() {
        return room.isUp();
    }

    @Override
    public int generation() {
        return room.generation();
    }

    @Override
    public boolean await(int generation, WaitingAttempt attempt) {
        return room.await(generation, attempt);
    }

    @Override
    public boolean isGraceOver() {
        return room.isGraceOver();
    }

    @Override
    public void up(Executor loop) {
        long now = link.timer().nanoTime();
        synchronized (this) {
            upNanos = now;
            replacing = false;
            bytes.reset(now);
            replies.reset(now);
        }
        node.linked();
        int waiting = room.size();
        long outage = room.generation() == 0 ? 0 : room.outageNanos();
        room.up(loop);
        events.raise(() -> new GuardEvent.LinkUp(link.server(), Duration.ofNanos(outage), waiting));
    }

    @Override
    public void down() {
        if (room.down()) {
            events.raise(() -> new GuardEvent.LinkDown(link.server()));
        }
    }

    @Override
    public void close() {
        node.forget(this);
        room.close();
    }

    @Override
    public void bytesRead() {
        bytes.heard();
    }

    @Override
    public void replyRead() {
        replies.heard();
    }

    @Override
    public void lateReply() {
        long now = link.timer().nanoTime();
        synchronized (this) { // its bytes may have been counted before it was missed
            bytes.ends(now);
            replies.ends(now);
        }
        node.lives();
    }

    @Override
    public synchronized void timedOut(long sentNanos) {
        long now = link.timer().nanoTime();
        bytes.missed(sentNanos, now);
        replies.missed(sentNanos, now);
    }

    @Override
    public void readOnly() {
        boolean old;
        synchronized (this) {
            old = link.timer().nanoTime() - upNanos >= READ_ONLY_PAUSE;
        }
        if (old) {
            replace(Fault.READ_ONLY, "its server takes no writes");
        }
    }

    /**
     * Looks whether anything has come in, and ends a link on which nothing comes any more.
     *
     * @return what the link shows
     */
    Sign look(long now) {
        boolean alive;
        boolean tooLong;
        boolean silent;
        synchronized (this) {
            bytes.look(now);
            replies.look(now);
            long limit = options.silenceLimit().toNanos();
            long silence = options.silence().toNanos();
            alive = room.generation() > 0 && bytes.wasBrokenWithin(silence, now);
            silent = bytes.lasts(silence, now);
            tooLong = bytes.lasts(limit, now) || replies.lasts(REPLY_SILENCES * limit, now);
        }
        if (tooLong && room.isUp()) {
            int looked = room.generation();
            link.ifNextReplyWasGivenUp(() -> {
                if (room.generation() == looked) {
                    replace(Fault.SILENT, "nothing has come in for too long");
                }
            });
        }
        return alive ? Sign.ALIVE : silent ? Sign.SILENT : Sign.NONE;
    }

    private void replace(Fault fault, String why) {
        synchronized (this) {
            if (replacing) {
                return;
            }
            replacing = true;
        }
        LOG.warn("The link to {} is made anew: {}.", link.server(), why);
        events.raise(() -> new GuardEvent.LinkReplaced(link.server(), fault));
        link.replace();
    }

    /** Returns how many attempts wait for the link. */
    int waiting() {
        return room.size();
    }

    /** What a link shows of the life of its node. */
    enum Sign {
        /** Something has come in not long ago. */
        ALIVE,
        /** Attempts were not answered, and nothing has come in for some time. */
        SILENT,
        /** Nothing that would tell. */
        NONE
    }
}
