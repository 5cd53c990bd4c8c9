/**
 * What callers see of an outage and of its end, measured from outside. Start at
 * {@link io.redisguard.recovery.Recovery}.
 */
@NullMarked
package io.redisguard.recovery;

import org.jspecify.annotations.NullMarked;
