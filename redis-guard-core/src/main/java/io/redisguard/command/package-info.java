/** The vocabulary of the road, free of Lettuce types. Start at {@link io.redisguard.command.CommandCall}. */
@NullMarked
package io.redisguard.command;

import org.jspecify.annotations.NullMarked;
