/** Tests of the policy. */
@NullMarked
package io.redisguard.policy;

import org.jspecify.annotations.NullMarked;
