package io.redisguard.resilience;

import io.redisguard.command.AttemptStage;
import io.redisguard.command.ConnectionRole;
import io.redisguard.command.GuardEvent;
import io.redisguard.command.GuardEvent.BreakerState;
import io.redisguard.command.GuardEvents;
import io.redisguard.command.Link;
import io.redisguard.command.LinkWatch;
import io.redisguard.command.RoadTimer;
import io.redisguard.resilience.LinkLife.Sign;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one node, over all connections to it: whether it lives, how its attempts fare, how many are under
 * way, how much repeating it can take. A tick looks at the links and makes one verdict of all attempts since the last.
 * Thread-safe.
 */
public final class NodeHealth {
    /** How often the links are looked at and a verdict is made. */
    static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final String server;
    private final RoadTimer timer;
    private final Executor executor;
    private final ResilienceOptions options;
    private final RandomGenerator random;
    private final GuardEvents events;
    private final NodeBreaker breaker;
    private final RetryBudget budget;
    private final Map<ConnectionRole, BulkheadStage> bulkheads = new EnumMap<>(ConnectionRole.class);
    private final Queue<LinkLife> links = new ConcurrentLinkedQueue<>();
    private final LongAdder good = new LongAdder();
    private final LongAdder bad = new LongAdder();
    private final LongAdder lost = new LongAdder();
    private long goodBefore; // guarded by this
    private long badBefore; // as above
    private long lostBefore; // as above
    private volatile boolean closed;
    private volatile RoadTimer.@Nullable Cancellation nextTick;

    private NodeHealth(
            Link link,
            ResilienceOptions options,
            RandomGenerator random,
            @Nullable Consumer<? super GuardEvent> listener) {
        this.server = link.server();
        this.timer = link.timer();
        this.executor = link.executor();
        this.options = options;
        this.random = random;
        this.events = new GuardEvents(listener);
        this.breaker = new NodeBreaker(server, options.circuitBreaker(), timer, random, events);
        this.budget = new RetryBudget(options.retry());
        for (ConnectionRole role : ConnectionRole.values()) {
            bulkheads.put(
                    role, new BulkheadStage(server, role, options.bulkhead().limit(role), events));
        }
    }

    /** Begins to watch the node at the end of a link, which must be {@linkplain #watch watched} as well. */
    public static NodeHealth of(
            Link link,
            ResilienceOptions options,
            RandomGenerator random,
            @Nullable Consumer<? super GuardEvent> listener) {
        NodeHealth node = new NodeHealth(link, options, random, listener);
        node.scheduleTick();
        return node;
    }

    /** Begins to watch a link to the node. */
    public LinkWatch watch(Link link) {
        LinkLife life = new LinkLife(link, this, options.link(), events);
        links.add(life);
        return life;
    }

    /** Returns what decides on repeats for connections of this role. */
    public RetryStage retry(ConnectionRole role) {
        return new RetryStage(role, server, options.retry(), budget, random, events);
    }

    /** Returns the stages that each attempt on a connection of this role passes, outermost first. */
    public List<AttemptStage> attemptStages(ConnectionRole role) {
        return List.of(new CircuitBreakerStage(breaker, good, bad, lost), bulkhead(role));
    }

    private BulkheadStage bulkhead(ConnectionRole role) {
        BulkheadStage bulkhead = bulkheads.get(role);
        if (bulkhead == null) {
            throw new IllegalStateException("no bulkhead for " + role);
        }
        return bulkhead;
    }

    /** Ends the watching. */
    public void close() {
        closed = true;
        RoadTimer.Cancellation running = nextTick;
        if (running != null) {
            running.cancel();
        }
    }

    /** A link will not be made any more. */
    void forget(LinkLife link) {
        links.remove(link);
    }

    /** A link was made: what was lost with the one before says nothing about this one. */
    void linked() {
        take();
        breaker.lives();
    }

    /** Something has shown that the node is there. */
    void lives() {
        breaker.lives();
    }

    private void scheduleTick() {
        if (closed) {
            return;
        }
        nextTick = timer.after(TICK_NANOS, () -> {
            try {
                executor.execute(this::tick);
            } catch (RejectedExecutionException ended) {
                closed = true; // with the threads of the client
            }
        });
        if (closed) {
            close();
        }
    }

    private void tick() {
        try {
            judge(signOfLinks());
        } finally {
            scheduleTick();
        }
    }

    /** One link that lives shows that the node does. */
    private Sign signOfLinks() {
        long now = timer.nanoTime();
        Sign sign = Sign.NONE;
        for (LinkLife link : links) {
            Sign shown = link.look(now);
            if (shown == Sign.ALIVE || sign == Sign.NONE) {
                sign = shown;
            }
        }
        return sign;
    }

    private void judge(Sign sign) {
        Counts counts = take();
        budget.tick();
        boolean silent = sign == Sign.SILENT && isReplyDue();
        breaker.silent(silent);
        if (silent) {
            breaker.tick(false);
        } else if (counts.all() > 0) {
            breaker.tick(counts.bad * 100 < options.circuitBreaker().failurePercent() * counts.all());
        } else {
            breaker.idleTick();
        }
        if (sign == Sign.ALIVE) {
            breaker.speaks();
        }
    }

    /** Where nothing is on the wire, nothing can come, and a breaker that waits for it would stay open for ever. */
    private boolean isReplyDue() {
        return bulkheads.values().stream().anyMatch(bulkhead -> bulkhead.taken() > 0);
    }

    /** Takes what has been counted since the last time. */
    private synchronized Counts take() {
        long goodNow = good.sum();
        long badNow = bad.sum();
        long lostNow = lost.sum();
        Counts counts = new Counts(goodNow - goodBefore, badNow - badBefore);
        budget.count(counts.all() + lostNow - lostBefore);
        goodBefore = goodNow;
        badBefore = badNow;
        lostBefore = lostNow;
        return counts;
    }

    private record Counts(long good, long bad) {
        long all() {
            return good + bad;
        }
    }

    /** Returns the state of the circuit breaker. */
    public BreakerState breakerState() {
        return breaker.state();
    }

    /** Returns how many permits of the bulkhead are taken. */
    public int onWire(ConnectionRole role) {
        return bulkhead(role).taken();
    }

    /** Returns how many calls wait for a link. */
    public int waiting() {
        return links.stream().mapToInt(LinkLife::waiting).sum();
    }

    /** Returns which share of the budget for repeats is left, 0 to 1. */
    public double retryBudgetLeft() {
        return budget.left();
    }

    /** Returns how many verdicts the breaker has had of attempts: good and bad ones. */
    long verdicts() {
        return good.sum() + bad.sum();
    }
}
