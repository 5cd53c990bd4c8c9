/** What comes over the wire, byte by byte, and what becomes of it. Start at {@link io.redisguard.wire.Exchanges}. */
@NullMarked
package io.redisguard.wire;

import org.jspecify.annotations.NullMarked;
