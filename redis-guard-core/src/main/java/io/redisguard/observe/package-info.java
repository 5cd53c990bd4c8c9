/** What operators see of calls: meters, slow calls, spans. Start at {@link io.redisguard.observe.ObserveOptions}. */
@NullMarked
package io.redisguard.observe;

import org.jspecify.annotations.NullMarked;
