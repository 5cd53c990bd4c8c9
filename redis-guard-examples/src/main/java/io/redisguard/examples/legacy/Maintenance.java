package io.redisguard.examples.legacy;

import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.api.sync.RedisCommands;

/** What is done at night, when nobody is said to buy shoes. */
final class Maintenance {
    private final RedisCommands<String, String> redis;

    Maintenance(RedisCommands<String, String> redis) {
        this.redis = redis;
    }

    String startOver() {
        return redis.flushdb() + ", " + redis.dbsize() + " keys left";
    }

    String dropStock() {
        return redis.del("stock") + " dropped";
    }

    /** As it should be: SCAN in steps, and UNLINK. */
    String tidyUp() {
        ScanArgs prices = ScanArgs.Builder.matches("price:*").limit(500);
        long gone = 0;
        ScanCursor cursor = ScanCursor.INITIAL;
        do {
            KeyScanCursor<String> found = redis.scan(cursor, prices);
            if (!found.getKeys().isEmpty()) {
                gone += redis.unlink(found.getKeys().toArray(String[]::new));
            }
            cursor = found;
        } while (!cursor.isFinished());
        return gone + " prices, " + redis.del("orders:count", "ranked") + " counters, " + redis.unlink("film:1")
                + " film";
    }
}
