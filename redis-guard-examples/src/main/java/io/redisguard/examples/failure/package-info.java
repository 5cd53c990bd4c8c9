/** How a caller tells failures apart. Start at {@link io.redisguard.examples.failure.FailureExample}. */
@NullMarked
package io.redisguard.examples.failure;

import org.jspecify.annotations.NullMarked;
