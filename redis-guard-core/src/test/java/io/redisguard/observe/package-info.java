@NullMarked
package io.redisguard.observe;

import org.jspecify.annotations.NullMarked;
