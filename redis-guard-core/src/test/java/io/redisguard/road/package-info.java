/** Tests of the order of the stages. */
@NullMarked
package io.redisguard.road;

import org.jspecify.annotations.NullMarked;
