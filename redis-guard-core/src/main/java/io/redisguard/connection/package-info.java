/** Which connection a call gets, and what may run on it. Start at {@link io.redisguard.connection.SharedConnection}. */
@NullMarked
package io.redisguard.connection;

import org.jspecify.annotations.NullMarked;
