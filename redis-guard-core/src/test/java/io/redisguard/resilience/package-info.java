/** Tests of what calls go through when things go wrong. */
@NullMarked
package io.redisguard.resilience;

import org.jspecify.annotations.NullMarked;
