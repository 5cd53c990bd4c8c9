/** A road without a server: time, threads and links that a test turns by hand. */
@NullMarked
package io.redisguard.simulation;

import org.jspecify.annotations.NullMarked;
