/** The order of the stages that every call passes. Start at {@link io.redisguard.road.Road}. */
@NullMarked
package io.redisguard.road;

import org.jspecify.annotations.NullMarked;
