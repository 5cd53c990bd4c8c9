/** Several servers that work together. Start at {@link io.redisguard.examples.topology.ClusterExample}. */
@NullMarked
package io.redisguard.examples.topology;

import org.jspecify.annotations.NullMarked;
