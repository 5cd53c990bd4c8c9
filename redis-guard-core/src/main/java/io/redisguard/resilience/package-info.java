/** What keeps calls safe when a node or the way to it fails. Start at {@link io.redisguard.resilience.NodeHealth}. */
@NullMarked
package io.redisguard.resilience;

import org.jspecify.annotations.NullMarked;
