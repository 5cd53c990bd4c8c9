/** What calls cost under steady load. Start at {@link io.redisguard.benchmarks.load.LoadScenarios}. */
@NullMarked
package io.redisguard.benchmarks.load;

import org.jspecify.annotations.NullMarked;
