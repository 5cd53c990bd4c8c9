/** What a guarded call costs. Start at {@link io.redisguard.benchmarks.Benchmarks}. */
@NullMarked
package io.redisguard.benchmarks;

import org.jspecify.annotations.NullMarked;
