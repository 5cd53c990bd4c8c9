/** Small helpers that several packages share; not an API. */
@NullMarked
package io.redisguard.internal;

import org.jspecify.annotations.NullMarked;
