package io.redisguard.observe;

import io.redisguard.command.CommandCall;
import io.redisguard.error.CallOutcome;
import io.redisguard.internal.Text;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes a line for each slow call of a guard, but not more than anybody wants to read. Thread-safe. */
final class SlowCallLog {
    /** The name of the logger, for those who want to send it elsewhere. */
    static final String LOGGER = "io.redisguard.slow-call";

    /** How many lines there are at most in ten seconds. */
    static final int MOST_IN_TEN_SECONDS = 10;

    private static final Logger LOG = LoggerFactory.getLogger(LOGGER);
    private static final long TEN_SECONDS = TimeUnit.SECONDS.toNanos(10);
    private static final double NANOS_PER_MILLI = 1e6;

    private final Duration threshold;
    private long periodBegan; // guarded by this
    private int lines; // as above
    private boolean begun; // as above
    private long leftOut; // as above

    SlowCallLog(Duration threshold) {
        this.threshold = threshold;
    }

    /** Writes about a call that took this long beyond the time it asked the server to wait. */
    void write(String server, CommandCall call, CallOutcome outcome, long nanos, long now) {
        long before = admit(now);
        if (before < 0) {
            return;
        }
        LOG.warn(
                "{} to {} took {} ms, the limit is {}: {}, attempts: {}, sent: {} bytes, received: {} elements of {}"
                        + " bytes.{}",
                call.facts().name(),
                server,
                Math.round(nanos / NANOS_PER_MILLI),
                Text.of(threshold),
                outcome,
                call.attempts(),
                call.requestBytes(),
                call.replyElements(),
                call.replyBytes(),
                before == 0 ? "" : " Slow calls before it that were not logged: " + before + ".");
    }

    /** Returns how many were left out before this one, or -1 when it is to be left out too. */
    private synchronized long admit(long now) {
        if (!begun || now - periodBegan >= TEN_SECONDS) {
            begun = true;
            periodBegan = now;
            lines = 0;
        }
        if (lines == MOST_IN_TEN_SECONDS) {
            leftOut++;
            return -1;
        }
        lines++;
        long before = leftOut;
        leftOut = 0;
        return before;
    }
}
