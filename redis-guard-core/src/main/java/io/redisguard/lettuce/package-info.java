/** The only code that is tied to a Lettuce version. Start at {@link io.redisguard.lettuce.GuardedConnection}. */
@NullMarked
package io.redisguard.lettuce;

import org.jspecify.annotations.NullMarked;
