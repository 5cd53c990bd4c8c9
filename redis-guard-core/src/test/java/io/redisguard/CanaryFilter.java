package io.redisguard;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;

/**
 * Looks for {@link Canary canaries} in everything that loggers let pass at their levels, wherever it goes: messages and
 * stack traces. It lets all of it pass.
 */
final class CanaryFilter extends TurboFilter {
    private final Queue<String> sightings = new ConcurrentLinkedQueue<>();

    @Override
    public FilterReply decide(
            @Nullable Marker marker,
            Logger logger,
            Level level,
            @Nullable String format,
            Object @Nullable [] params,
            @Nullable Throwable thrown) {
        boolean asked = format == null && thrown == null; // whether the level is on
        if (!asked && level.isGreaterOrEqual(logger.getEffectiveLevel())) {
            LoggingEvent event = new LoggingEvent(Logger.FQCN, logger, level, format, thrown, params);
            if (Canary.isIn(textOf(event))) {
                sightings.add(level + " of " + logger.getName() + " at " + Instant.now());
            }
        }
        return FilterReply.NEUTRAL;
    }

    private static String textOf(LoggingEvent event) {
        IThrowableProxy thrown = event.getThrowableProxy();
        String message = String.valueOf(event.getFormattedMessage());
        return thrown == null ? message : message + '\n' + ThrowableProxyUtil.asString(thrown);
    }

    /**
     * Fails when canaries have been seen since it was last asked. What another thread logs late counts as that of the
     * next who asks, so the time is told; the text is not.
     */
    void check() {
        List<String> seen = new ArrayList<>();
        for (String sighting = sightings.poll(); sighting != null; sighting = sightings.poll()) {
            seen.add(sighting);
        }
        if (!seen.isEmpty()) {
            throw new AssertionError("Keys, values or secrets were logged: " + String.join(", ", seen));
        }
    }
}
