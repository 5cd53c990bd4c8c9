/**
 * A guarded and a stock Lettuce under the same faults. Start at {@link io.redisguard.examples.quickstart.Quickstart}.
 */
@NullMarked
package io.redisguard.examples.quickstart;

import org.jspecify.annotations.NullMarked;
