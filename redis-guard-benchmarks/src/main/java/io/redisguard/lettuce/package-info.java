/** Benchmarks of what only the package of the same name in redis-guard-core can call. Start at its classes. */
@NullMarked
package io.redisguard.lettuce;

import org.jspecify.annotations.NullMarked;
