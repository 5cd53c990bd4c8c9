package io.redisguard.topology;

import io.redisguard.RedisGuard;
import io.redisguard.test.RedisExtension;
import io.redisguard.test.RedisServer;
import io.redisguard.test.SentinelRedis;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Sentinels make another server the primary under eight callers of INCR and GET. */
@ExtendWith(RedisExtension.class)
class SentinelFailoverIT {
    private final String key = "failover:" + UUID.randomUUID();
    private final SentinelRedis redis;
    private final Servers servers;
    private RedisServer primary;
    private RedisGuard guard;

    SentinelFailoverIT(SentinelRedis redis) {
        this.redis = redis;
        servers = new Servers.WatchedBySentinels(redis);
    }

    @BeforeEach
    void given() {
        servers.assertShape();
        primary = redis.primary();
        guard = servers.patientGuard().build();
    }

    /** Returns whom the Sentinels name: nobody can know earlier. */
    private RedisServer successor() {
        RedisServer named = redis.primary();
        if (named == primary) {
            throw new IllegalStateException("The Sentinels name the old primary still.");
        }
        return named;
    }

    @AfterEach
    void close() {
        guard.close();
    }

    @Test
    void becauseThePrimaryWasKilled() throws InterruptedException {
        Takeover.of("Sentinel, primary killed", guard, servers, key, this::successor, redis::killPrimary)
                .assertThatNoCallWasWronged()
                .assertThatItWasSoonOver();
    }

    /** The old primary takes writes meanwhile, which are lost with any client. */
    @Test
    void byCommand() throws InterruptedException {
        Takeover.of("Sentinel, by command", guard, servers, key, this::successor, this::failOver)
                .assertThatNoCallWasWronged()
                .assertThatItWasSoonOver();
    }

    private void failOver() {
        redis.failOver();
        redis.restore();
    }
}
