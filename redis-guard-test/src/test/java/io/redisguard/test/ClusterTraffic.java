package io.redisguard.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/** A client that increments keys of a cluster one after the other, goes where it is sent, and counts. */
final class ClusterTraffic implements AutoCloseable {
    private final ClusterRedis redis;
    private final List<String> keys;
    private final Map<Integer, RespConnection> connections = new HashMap<>();
    private final Map<Integer, Integer> owners = new HashMap<>();
    private final AtomicLong increments = new AtomicLong();
    private final AtomicLong asks = new AtomicLong();
    private final AtomicLong moves = new AtomicLong();
    private final CompletableFuture<Long> end = new CompletableFuture<>();
    private volatile boolean ended;

    private ClusterTraffic(ClusterRedis redis, List<String> keys) {
        this.redis = redis;
        this.keys = keys;
        // one look at the cluster for all keys: asking for each would outlast the migration under test
        ClusterView view = ClusterView.of(redis.servers());
        for (String key : keys) {
            int slot = ClusterRedis.slotOf(key);
            owners.put(slot, view.ownerOf(slot).orElseThrow());
        }
    }

    static ClusterTraffic on(ClusterRedis redis, List<String> keys) {
        ClusterTraffic traffic = new ClusterTraffic(redis, keys);
        Thread thread = new Thread(traffic::run, "cluster-traffic");
        thread.setDaemon(true);
        thread.start();
        return traffic;
    }

    long increments() {
        return increments.get();
    }

    long asks() {
        return asks.get();
    }

    long moves() {
        return moves.get();
    }

    /** Ends the traffic and returns how many increments were acknowledged. */
    long stop() {
        ended = true;
        try {
            return end.get(10, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new IllegalStateException("The traffic failed.", e);
        }
    }

    @Override
    public void close() {
        ended = true;
    }

    private void run() {
        try {
            for (int i = 0; !ended; i++) {
                increment(keys.get(i % keys.size()));
            }
            end.complete(increments.get());
        } catch (IOException | RuntimeException e) {
            end.completeExceptionally(e);
        } finally {
            connections.values().forEach(RespConnection::closeQuietly);
        }
    }

    private void increment(String key) throws IOException {
        int slot = ClusterRedis.slotOf(key);
        Object reply = connection(Objects.requireNonNull(owners.get(slot))).call("INCR", key);
        if (reply instanceof RespConnection.Failure failure) {
            String[] words = failure.text().split("[ :]", -1);
            int other = Integer.parseInt(words[words.length - 1]);
            if (words[0].equals("MOVED")) {
                moves.incrementAndGet();
                owners.put(slot, other);
                increment(key);
                return;
            }
            asks.incrementAndGet();
            connection(other).call("ASKING");
            reply = connection(other).call("INCR", key);
        }
        if (!(reply instanceof Long)) {
            throw new IllegalStateException("INCR " + key + " got " + reply);
        }
        increments.incrementAndGet();
    }

    private RespConnection connection(int port) {
        return connections.computeIfAbsent(port, unused -> {
            RedisServer server = redis.servers().stream()
                    .filter(candidate -> candidate.port() == port)
                    .findFirst()
                    .orElseThrow();
            try {
                return server.client().open(StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}
