/** Which connection a call gets, and what may run on it. Start at {@link io.redisguard.connection.Topology}. */
@NullMarked
package io.redisguard.connection;

import org.jspecify.annotations.NullMarked;
