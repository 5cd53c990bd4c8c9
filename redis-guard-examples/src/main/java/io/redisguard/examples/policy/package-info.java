/** Commands that are refused, and what to do about it. Start at {@link io.redisguard.examples.policy.PolicyExample}. */
@NullMarked
package io.redisguard.examples.policy;

import org.jspecify.annotations.NullMarked;
