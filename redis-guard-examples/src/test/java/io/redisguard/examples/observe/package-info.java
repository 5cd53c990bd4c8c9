@NullMarked
package io.redisguard.examples.observe;

import org.jspecify.annotations.NullMarked;
