package io.redisguard.topology;

import io.redisguard.RedisGuard;
import io.redisguard.test.ClusterRedis;
import io.redisguard.test.RedisExtension;
import io.redisguard.test.RedisServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A replica takes the place of its primary under eight callers of INCR and GET. */
@ExtendWith(RedisExtension.class)
class ClusterFailoverIT {
    private final ClusterRedis redis;
    private final Servers servers;
    private RedisServer primary;
    private RedisGuard guard;

    ClusterFailoverIT(ClusterRedis redis) {
        this.redis = redis;
        servers = new Servers.Cluster(redis);
    }

    @BeforeEach
    void given() {
        servers.assertShape();
        primary = redis.primaries().get(0);
        guard = servers.patientGuard().build();
    }

    @AfterEach
    void close() {
        guard.close();
    }

    private Takeover takeover(String what, Takeover.Act act) throws InterruptedException {
        RedisServer replica = redis.replicasOf(primary).get(0);
        return Takeover.of("Cluster, " + what, guard, servers, redis.keyOn(primary), () -> replica, act);
    }

    @Test
    void becauseThePrimaryWasKilled() throws InterruptedException {
        takeover("primary killed", () -> redis.kill(primary))
                .assertThatNoCallWasWronged()
                .assertThatItWasSoonOver();
    }

    @Test
    void becauseThePrimaryStalled() throws InterruptedException {
        takeover("primary paused", primary::pause).assertThatNoCallWasWronged().assertThatItWasSoonOver();
    }

    @Test
    void byCommandNoCallFails() throws InterruptedException {
        takeover("by command", () -> redis.failOver(primary))
                .assertThatNoCallWasWronged()
                .assertThatNothingWasLost()
                .assertThatNoCallFailed()
                .assertThatItWasSoonOver();
    }
}
