/**
 * The ways to use Redis that are compared. Start at {@link io.redisguard.benchmarks.subject.Subjects}; a new one is a
 * small class and a line there.
 */
@NullMarked
package io.redisguard.benchmarks.subject;

import org.jspecify.annotations.NullMarked;
