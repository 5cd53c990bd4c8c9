/** What operators see of calls. Start at {@link io.redisguard.examples.observe.Observe}. */
@NullMarked
package io.redisguard.examples.observe;

import org.jspecify.annotations.NullMarked;
