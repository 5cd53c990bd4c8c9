/** Tests of addresses, and of what connections demand and show. */
@NullMarked
package io.redisguard.connection;

import org.jspecify.annotations.NullMarked;
