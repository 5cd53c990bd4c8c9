package io.redisguard.connection;

import io.redisguard.command.RoadTimer;
import io.redisguard.lettuce.GuardedRedisClient;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Measures how far behind replicas are, in time. Servers tell offsets in the stream of writes; a replica is as far
 * behind as the time is ago at which its primary was where the replica is now. Thread-safe.
 */
final class ReplicaLag {
    private static final int POLLS_PER_LIMIT = 3;
    private static final Duration SHORTEST_POLL = Duration.ofMillis(100);

    private final long limitNanos;
    private final Duration poll;
    private final GuardedRedisClient client;
    private final RoadTimer timer;
    private final Supplier<Layout> layout;
    private final Map<Node, History> histories = new ConcurrentHashMap<>();
    private final Map<Node, Seen> seen = new ConcurrentHashMap<>();
    private boolean begun; // guarded by this
    private volatile boolean closed;

    ReplicaLag(Duration limit, GuardedRedisClient client, Supplier<Layout> layout) {
        this.limitNanos = limit.toNanos();
        Duration share = limit.dividedBy(POLLS_PER_LIMIT);
        this.poll = share.compareTo(SHORTEST_POLL) < 0 ? SHORTEST_POLL : share;
        this.client = client;
        this.timer = client.timer();
        this.layout = layout;
    }

    /** Begins to measure, unless that was begun before. */
    synchronized void begin() {
        if (!begun) {
            begun = true;
            measure();
        }
    }

    void close() {
        closed = true;
    }

    private void measure() {
        if (closed) {
            return;
        }
        Layout present = layout.get();
        for (Node primary : present.primaries()) {
            if (!present.replicasOf(primary).isEmpty()) {
                look(primary);
                present.replicasOf(primary).forEach(this::look);
            }
        }
        histories.keySet().removeIf(node -> !present.has(node));
        seen.keySet().removeIf(node -> !present.has(node));
        client.schedule(poll, this::measure);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // no answer is an answer, too
    private void look(Node node) {
        node.start();
        long asked = timer.nanoTime();
        ReplicationInfo.of(node, poll).thenAccept(info -> {
            if (info.isPrimary()) {
                histories
                        .computeIfAbsent(node, added -> new History())
                        .add(new Seen(asked, info.offset(), info.stream()));
            } else if (info.isLinked()) {
                seen.put(node, new Seen(asked, info.offset(), info.stream()));
            } else {
                seen.remove(node);
            }
        });
    }

    /** Tells whether a replica was near its primary when both were last looked at, which was not long ago. */
    boolean isNear(Node primary, Node replica) {
        History history = histories.get(primary);
        Seen last = seen.get(replica);
        long now = timer.nanoTime();
        return history != null
                && last != null
                && now - last.atNanos <= limitNanos
                && history.wasBehind(last, now - limitNanos);
    }

    /**
     * Where a node was.
     *
     * @param atNanos when it was asked
     * @param offset what it said
     * @param stream of which stream
     */
    private record Seen(long atNanos, long offset, String stream) {}

    /** Where a primary was, at each of the last times it was asked. */
    private final class History {
        private final Deque<Seen> samples = new ArrayDeque<>(); // guarded by this

        synchronized void add(Seen sample) {
            Seen last = samples.peekLast();
            if (last != null && (sample.offset < last.offset || !sample.stream.equals(last.stream))) {
                samples.clear(); // it has begun a new stream
            }
            samples.add(sample);
            while (samples.size() > 1 && second().atNanos - (sample.atNanos - 2 * limitNanos) < 0) {
                samples.poll();
            }
        }

        private Seen second() {
            var all = samples.iterator();
            all.next();
            return all.next();
        }

        /** Tells whether a replica of the same stream has all that the primary had at a time. */
        synchronized boolean wasBehind(Seen replica, long nanos) {
            for (Seen sample : samples) {
                if (sample.atNanos - nanos >= 0) {
                    return replica.stream.equals(sample.stream) && replica.offset >= sample.offset;
                }
            }
            return false; // nobody knows where it is by now
        }
    }
}
