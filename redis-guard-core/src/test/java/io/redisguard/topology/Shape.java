package io.redisguard.topology;

import io.redisguard.test.ClusterRedis;
import io.redisguard.test.RedisServer;
import io.redisguard.test.ReplicatedRedis;
import io.redisguard.test.SentinelRedis;

/** What servers can form. */
enum Shape {
    STANDALONE {
        @Override
        Servers start() {
            return new Servers.Standalone(RedisServer.start());
        }
    },
    REPLICATED {
        @Override
        Servers start() {
            return new Servers.Replicated(ReplicatedRedis.start());
        }
    },
    SENTINEL {
        @Override
        Servers start() {
            return new Servers.WatchedBySentinels(SentinelRedis.start());
        }
    },
    CLUSTER {
        @Override
        Servers start() {
            return new Servers.Cluster(ClusterRedis.start());
        }
    };

    /** Starts servers that form it. */
    abstract Servers start();
}
