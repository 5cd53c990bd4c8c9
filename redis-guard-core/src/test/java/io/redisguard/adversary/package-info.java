/** Attempts to break the promises. Start at {@link io.redisguard.adversary.TransactionsIT}. */
@NullMarked
package io.redisguard.adversary;

import org.jspecify.annotations.NullMarked;
