/**
 * Real Redis servers and real faults for tests. Start at {@link io.redisguard.test.RedisServer} or, in JUnit, at
 * {@link io.redisguard.test.RedisExtension}.
 */
@NullMarked
package io.redisguard.test;

import org.jspecify.annotations.NullMarked;
