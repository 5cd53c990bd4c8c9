/** The closing line of the build. Start at {@link io.redisguard.examples.summary.TestSummary}. */
@NullMarked
package io.redisguard.examples.summary;

import org.jspecify.annotations.NullMarked;
