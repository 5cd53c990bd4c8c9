/** A JVM of its own for each subject. Start at {@link io.redisguard.benchmarks.worker.Worker}. */
@NullMarked
package io.redisguard.benchmarks.worker;

import org.jspecify.annotations.NullMarked;
