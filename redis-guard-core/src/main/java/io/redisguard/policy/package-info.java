/** Which commands may be sent, and how large they may be. Start at {@link io.redisguard.policy.PolicyOptions}. */
@NullMarked
package io.redisguard.policy;

import org.jspecify.annotations.NullMarked;
