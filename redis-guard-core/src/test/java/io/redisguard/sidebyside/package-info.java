/**
 * Faults that stock Lettuce answers with harm, each next to the same fault under a guard. Start at
 * {@link io.redisguard.sidebyside.IncrementRunsTwiceIT}.
 */
@NullMarked
package io.redisguard.sidebyside;

import org.jspecify.annotations.NullMarked;
