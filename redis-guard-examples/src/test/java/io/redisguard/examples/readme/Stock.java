package io.redisguard.examples.readme;

import io.redisguard.RedisGuard;
import java.util.List;

/** Counts what is sold. */
final class Stock implements AutoCloseable {
    private static final int PIECES = 100;

    private final RedisGuard guard;

    Stock(List<String> seeds) {
        guard = RedisGuard.builder().cluster(seeds.toArray(String[]::new)).build();
    }

    boolean take(String article) {
        return guard.commands().sync().incr(article) <= PIECES;
    }

    @Override
    public void close() {
        guard.close();
    }
}
