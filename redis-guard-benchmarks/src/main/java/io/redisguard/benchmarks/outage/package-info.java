/**
 * What callers see of a server that goes away and comes back. Start at
 * {@link io.redisguard.benchmarks.outage.OutageScenarios}.
 */
@NullMarked
package io.redisguard.benchmarks.outage;

import org.jspecify.annotations.NullMarked;
