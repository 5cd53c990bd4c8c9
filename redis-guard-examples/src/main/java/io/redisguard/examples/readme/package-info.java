/** The examples that the README shows. Start at {@link io.redisguard.examples.readme.TenLines}. */
@NullMarked
package io.redisguard.examples.readme;

import org.jspecify.annotations.NullMarked;
