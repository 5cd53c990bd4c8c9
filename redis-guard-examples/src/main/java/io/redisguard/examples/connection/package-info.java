/**
 * Connections of one's own: for transactions, for calls that wait on the server. Start at
 * {@link io.redisguard.examples.connection.ExclusiveExample}.
 */
@NullMarked
package io.redisguard.examples.connection;

import org.jspecify.annotations.NullMarked;
