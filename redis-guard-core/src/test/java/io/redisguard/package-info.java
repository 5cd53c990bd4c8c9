/** Tests of the whole road, from the entry point to a real server. */
@NullMarked
package io.redisguard;

import org.jspecify.annotations.NullMarked;
