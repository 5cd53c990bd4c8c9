/** What redis-guard raises. Start at {@link io.redisguard.error.GuardFailure}. */
@NullMarked
package io.redisguard.error;

import org.jspecify.annotations.NullMarked;
