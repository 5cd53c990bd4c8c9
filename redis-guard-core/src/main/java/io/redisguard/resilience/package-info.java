/** Bounds in time and number. Start at {@link io.redisguard.resilience.DeadlineOptions}. */
@NullMarked
package io.redisguard.resilience;

import org.jspecify.annotations.NullMarked;
