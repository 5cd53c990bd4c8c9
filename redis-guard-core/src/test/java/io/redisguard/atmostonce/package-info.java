/** Proof that no call is executed twice, and none that was reported as unsent: rounds of INCR under random faults. */
@NullMarked
package io.redisguard.atmostonce;

import org.jspecify.annotations.NullMarked;
