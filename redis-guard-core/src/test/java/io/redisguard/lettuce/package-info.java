/** Tests of what is tied to a Lettuce version. */
@NullMarked
package io.redisguard.lettuce;

import org.jspecify.annotations.NullMarked;
