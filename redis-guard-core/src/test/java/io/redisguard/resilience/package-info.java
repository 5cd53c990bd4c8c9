/** What keeps calls safe when a node or the way to it fails, on a clock that tests turn. */
@NullMarked
package io.redisguard.resilience;

import org.jspecify.annotations.NullMarked;
