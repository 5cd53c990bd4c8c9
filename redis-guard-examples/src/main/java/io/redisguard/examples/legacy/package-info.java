/**
 * A shop that was written for plain Lettuce, put behind redis-guard. Start at
 * {@link io.redisguard.examples.legacy.GuardedMain}.
 */
@NullMarked
package io.redisguard.examples.legacy;

import org.jspecify.annotations.NullMarked;
