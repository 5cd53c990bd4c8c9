package io.redisguard.lettuce;

import io.redisguard.command.CommandFacts;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports what a reactive subscriber throws when it is told how its call has ended. Passed on, it would end a loop of
 * Lettuce's that tells others.
 */
final class CallerFaults {
    private static final Logger LOG = LoggerFactory.getLogger(CallerFaults.class);

    private CallerFaults() {}

    static void report(CommandFacts facts, Throwable thrown) {
        LOG.warn(
                "A subscriber of {} has thrown {} when it was told how the call has ended; that is dropped. Handle it in"
                        + " the subscriber.",
                facts.name(),
                thrown.getClass().getName()); // its text may hold values
    }
}
