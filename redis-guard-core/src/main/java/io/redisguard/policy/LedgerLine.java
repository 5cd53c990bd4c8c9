package io.redisguard.policy;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** How often a command broke a rule, and from where, as far as that was looked at. Thread-safe. */
final class LedgerLine {
    /** How many breaches of one line are traced to their places in the code. */
    static final int MOST_SAMPLES = 100;

    private static final int MOST_REASONS = 20;
    private static final long PAUSE_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final LongAdder count = new LongAdder();
    private final AtomicInteger samples = new AtomicInteger();
    private final Map<String, LongAdder> sites = new ConcurrentHashMap<>();
    private final Map<String, Boolean> reasons = new ConcurrentHashMap<>();
    private final AtomicLong nextLog;

    LedgerLine(long now) {
        nextLog = new AtomicLong(now);
    }

    void count(@Nullable String reason) {
        count.increment();
        if (reason != null && reasons.size() < MOST_REASONS) {
            reasons.put(reason, true);
        }
    }

    /** Tells whether one more breach is traced, and takes the turn. */
    boolean mayTrace() {
        return samples.get() < MOST_SAMPLES && samples.getAndIncrement() < MOST_SAMPLES;
    }

    /** The breach that took the turn came from here. */
    void cameFrom(String place) {
        sites.computeIfAbsent(place, absent -> new LongAdder()).increment();
    }

    /** Tells whether a warning is due, and takes the turn. */
    boolean mayLog(long now) {
        long due = nextLog.get();
        return now - due >= 0 && nextLog.compareAndSet(due, now + PAUSE_NANOS);
    }

    PolicyReport.Entry entry(PolicyRule rule, String command, PolicyAction action) {
        return new PolicyReport.Entry(
                rule,
                command,
                action,
                count.sum(),
                sites.entrySet().stream()
                        .map(site -> new PolicyReport.Site(
                                site.getKey(), site.getValue().sum()))
                        .sorted(PolicyReport.Site.ORDER)
                        .toList(),
                reasons.keySet().stream().sorted().toList());
    }
}
