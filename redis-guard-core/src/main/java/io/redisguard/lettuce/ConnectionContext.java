package io.redisguard.lettuce;

import io.netty.channel.Channel;
import io.redisguard.command.CommandCall;
import io.redisguard.command.CommandRoad;
import io.redisguard.command.ConnectionRole;
import io.redisguard.command.Link;
import io.redisguard.command.LinkWatch;
import io.redisguard.command.RoadTimer;
import io.redisguard.command.ServerRefusal;
import io.redisguard.error.CircuitOpenException;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What the attempts on one connection have in common. Thread-safe. */
final class ConnectionContext implements Link {
    private final ConnectionRole role;
    private final RoadTimer timer;
    private final Executor executor;
    private final String server;
    private final CommandLimits limits;
    private final Runnable disconnect;
    private final CommandRoad road;
    private final LinkWatch watch;
    private final LongAdder held = new LongAdder();
    private final Set<LateEntry> paused = ConcurrentHashMap.newKeySet();
    private volatile @Nullable GuardedConnection<?, ?> connection;
    private volatile Channels.@Nullable Carrier carrier;
    private volatile Runnable onRelease = () -> {};
    private volatile Runnable onTrouble = () -> {};
    private volatile Consumer<String> onMoved = answer -> {};
    private volatile Consumer<CommandCall> onCall = call -> {};
    private volatile boolean released;
    private volatile boolean retired;
    private volatile @Nullable String brokenBecause;

    @SuppressWarnings("this-escape") // the road keeps the link for later
    ConnectionContext(
            ConnectionRole role,
            CommandRoad.Builder roads,
            RoadTimer timer,
            Executor executor,
            String server,
            CommandLimits limits,
            Runnable disconnect) {
        this.role = role;
        this.timer = timer;
        this.executor = executor;
        this.server = server;
        this.limits = limits;
        this.disconnect = disconnect;
        this.road = roads.over(role, this);
        this.watch = road.link();
    }

    ConnectionRole role() {
        return role;
    }

    /** Makes what dispatches the calls that are made on the connection directly. */
    Dispatcher dispatcher() {
        return new Dispatcher(road, timer, executor, limits, new OneConnection(connection()));
    }

    CommandRoad road() {
        return road;
    }

    LinkWatch watch() {
        return watch;
    }

    @Override
    public RoadTimer timer() {
        return timer;
    }

    /** Runs what timers decide, so that a slow callback of a caller does not delay the deadlines of others. */
    @Override
    public Executor executor() {
        return executor;
    }

    /** Runs a task on another thread. */
    void runLater(Runnable task) {
        executor.execute(task);
    }

    @Override
    public String server() {
        return server;
    }

    // ---- the link ----------------------------------------------------------------------------------------------

    /** Ends the link, which then is made anew: nobody knows any more to which command the next reply belongs. */
    @Override
    public void replace() {
        disconnect.run();
    }

    /** Tells which channel carries the connection now. */
    void carriedBy(Channels.Carrier channel) {
        carrier = channel;
    }

    /** Tells whether there is a live channel: Lettuce reports some only after they have ended in their handshake. */
    boolean isCarried() {
        Channels.Carrier present = carrier;
        return present == null || present.channel().isActive();
    }

    /** Tells that a channel has ended; the connection may be carried by another one by then. */
    void lost(Channel channel) {
        Channels.Carrier present = carrier;
        if (present != null && present.channel().equals(channel)) {
            watch.down();
            if (role != ConnectionRole.BLOCKING) { // such are closed whenever a call is given up
                onTrouble.run();
            }
        }
    }

    @Override
    public void ifNextReplyWasGivenUp(Runnable task) {
        Channels.Carrier channel = carrier;
        if (channel != null) {
            channel.ifNextReplyWasGivenUp(task);
        }
    }

    /**
     * Tells whether an attempt goes to Lettuce at once. One for a link that is down waits, if it carries no state;
     * after a long outage Lettuce itself is asked, which knows best whether there is a connection.
     */
    boolean isReady() {
        return watch.isUp() || role != ConnectionRole.SHARED || watch.isGraceOver();
    }

    /** Sets which connection this is the context of. */
    void belongsTo(GuardedConnection<?, ?> guarded) {
        connection = guarded;
    }

    /** Returns the connection; it carries commands of any codec, since it never looks at keys and values. */
    @SuppressWarnings("unchecked")
    GuardedConnection<byte[], byte[]> connection() {
        return (GuardedConnection<byte[], byte[]>) Objects.requireNonNull(connection, "the connection is not made yet");
    }

    /** Hands an attempt that has entered to Lettuce. */
    void send(Attempt<?, ?, ?> attempt) {
        connection().send(attempt);
    }

    /** Hands attempts that have entered to Lettuce, at once. */
    void send(List<Attempt<?, ?, ?>> attempts) {
        connection().send(attempts);
    }

    // ---- what the owner hears ----------------------------------------------------------------------------------

    /** Sets what is done when it looks as if the server had got another part to play. Must return at once. */
    void onTrouble(Runnable task) {
        onTrouble = task;
    }

    /** Sets who hears that the server has sent a command on to another one. Must return at once. */
    void onMoved(Consumer<String> listener) {
        onMoved = listener;
    }

    /** Sets who hears of the calls that are made on the connection directly, before they are sent. */
    void onCall(Consumer<CommandCall> listener) {
        onCall = listener;
    }

    /** A call is made on the connection directly. */
    void called(CommandCall call) {
        onCall.accept(call);
    }

    /** The server does not answer; another one may be about to take its part. */
    void doubt() {
        onTrouble.run();
    }

    /** The server has answered with an error. */
    void answered(@Nullable String error) {
        ServerRefusal refusal = error == null ? null : ServerRefusal.of(error);
        if (refusal == null) {
            return;
        }
        switch (refusal) {
            case READONLY -> {
                watch.readOnly();
                onTrouble.run();
            }
            case MOVED -> {
                onMoved.accept(error);
                onTrouble.run();
            }
            case CLUSTERDOWN, MASTERDOWN -> onTrouble.run();
            case ASK, TRYAGAIN, LOADING, NOREPLICAS, MAX_CLIENTS -> {}
        }
    }

    // ---- the attempts ------------------------------------------------------------------------------------------

    /** Tells whether another attempt may follow one that fails: not where state would be lost in between. */
    boolean mayRepeat(Call<?, ?, ?> call) {
        return role != ConnectionRole.EXCLUSIVE && !call.isQueuedByTransaction();
    }

    /**
     * Returns how many commands the connection holds: those that wait, and those not yet off the wire. Exact for who
     * knows that none comes or goes.
     */
    int inFlight() {
        return held.intValue();
    }

    /** Counts an attempt in and takes it through its stages; counts it out again when one of them stops it. */
    void enter(Attempt<?, ?, ?> attempt) {
        held.increment();
        try {
            road.enter(attempt);
        } catch (RuntimeException stopped) {
            held.decrement();
            if (stopped instanceof CircuitOpenException) {
                doubt();
            }
            throw stopped;
        }
    }

    void leave(Attempt<?, ?, ?> attempt) {
        held.decrement();
        road.leftWire(attempt);
    }

    /** Counts an attempt that waits before it enters. */
    void waits() {
        held.increment();
    }

    /** Counts it out: it has entered or is settled. */
    void waitsNoMore() {
        held.decrement();
    }

    /** Lets an attempt resume after some time. */
    RoadTimer.Cancellation pause(LateEntry entry, long nanos) {
        paused.add(entry);
        RoadTimer.Cancellation timeout = timer.after(nanos, () -> {
            if (paused.remove(entry)) {
                runLater(entry::resume);
            }
        });
        if (released && paused.remove(entry)) {
            timeout.cancel();
            runLater(entry::giveUp);
        }
        return timeout;
    }

    /** The pause of an attempt is not needed any more. */
    void pauseEnds(LateEntry entry, RoadTimer.Cancellation timeout) {
        timeout.cancel();
        paused.remove(entry);
    }

    // ---- the connection ----------------------------------------------------------------------------------------

    /** Tells whether its owner has given the connection up, and does not take calls on others in its place. */
    boolean isReleased() {
        return released && !retired;
    }

    /** Calls that this connection can carry no more belong on others. */
    void retire() {
        retired = true;
    }

    /** Sets what is done when the connection is given up. */
    void whenReleased(Runnable task) {
        onRelease = task;
    }

    void release() {
        released = true;
        onRelease.run();
        watch.close();
        paused.forEach(entry -> {
            if (paused.remove(entry)) {
                entry.giveUp();
            }
        });
    }

    /**
     * Returns why an exclusive connection must not carry anything more, or {@code null}. It has lost a reply or its
     * link, and with it the MULTI or WATCH that the next command would count on.
     */
    @Nullable
    String brokenBecause() {
        return brokenBecause;
    }

    /**
     * Ends the use of a connection that somebody has for himself; a shared one carries no state that could be lost. One
     * that still waits on the server is closed, so that the server stops waiting, too; its call has not met a closed
     * guard for that.
     */
    void breakDown(String because) {
        if (role == ConnectionRole.SHARED || brokenBecause != null) {
            return;
        }
        brokenBecause = because;
        if (role == ConnectionRole.BLOCKING) {
            retired = !released;
            runLater(() -> connection().release());
        }
    }
}
