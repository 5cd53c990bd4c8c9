/** Makes Lettuce safe in production. Start at {@link io.redisguard.RedisGuard}. */
@NullMarked
package io.redisguard;

import org.jspecify.annotations.NullMarked;
