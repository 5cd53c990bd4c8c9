/**
 * What the guard promises whatever the servers form: contracts that hold for a single server, a primary with replicas,
 * Sentinels and a cluster, and what only one of them can show.
 */
@NullMarked
package io.redisguard.topology;

import org.jspecify.annotations.NullMarked;
