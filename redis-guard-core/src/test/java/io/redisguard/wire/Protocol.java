package io.redisguard.wire;

/** The two versions of the Redis protocol. */
enum Protocol {
    RESP2,
    RESP3
}
