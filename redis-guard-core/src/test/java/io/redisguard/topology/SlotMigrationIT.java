package io.redisguard.topology;

import io.redisguard.RedisGuard;
import io.redisguard.test.ClusterRedis;
import io.redisguard.test.RedisExtension;
import io.redisguard.test.RedisServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Slots move from one node to another under eight callers of INCR and GET. */
@ExtendWith(RedisExtension.class)
class SlotMigrationIT {
    private static final int MANY = 1_000;

    @Test
    void noCallFailsWhileManyMoveForthAndBack(ClusterRedis redis) throws InterruptedException {
        RedisServer owner = redis.primaries().get(0);
        RedisServer other = redis.primaries().get(1);
        int first = firstSlotOf(owner, redis);
        Servers servers = new Servers.Cluster(redis);
        servers.assertShape();
        try (RedisGuard guard = servers.patientGuard().build()) {
            Takeover.of("Cluster, " + MANY + " slots", guard, servers, redis.keyOn(owner), () -> owner, () -> {
                        redis.migrate(first, MANY, owner, other);
                        redis.migrate(first, MANY, other, owner);
                    })
                    .assertThatNoCallWasWronged()
                    .assertThatNothingWasLost()
                    .assertThatNoCallFailed();
        }
    }

    /** The slots of a new cluster lie together. */
    private static int firstSlotOf(RedisServer server, ClusterRedis redis) {
        int slot = 0;
        while (redis.ownerOf(slot) != server) {
            slot += MANY;
        }
        return slot;
    }
}
