package io.redisguard.connection;

import io.redisguard.command.GuardEvent;
import io.redisguard.internal.Text;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells, once for each loan, that a connection is lent for too long, and who has it. Thread-safe. */
final class LeakWatch {
    private static final Logger LOG = LoggerFactory.getLogger(LeakWatch.class);

    private final PoolSetting setting;
    private final Duration limit;

    LeakWatch(PoolSetting setting) {
        this.setting = setting;
        this.limit = setting.options().leakAfter();
    }

    /** Begins to watch. */
    void over(Lease<?> lease) {
        if (!limit.isZero()) {
            lease.alarmedBy(setting.clock().after(limit.toNanos(), () -> tell(lease)));
        }
    }

    private void tell(Lease<?> lease) {
        if (lease.hasEnded()) {
            return;
        }
        Duration held = Duration.ofNanos(setting.clock().nanoTime() - lease.sinceNanos());
        Borrower borrower = lease.borrower();
        String place = borrower.place();
        LOG.warn(
                "A connection of the {} is lent for {} already, to {} on thread '{}' ({}={}). It comes back when the"
                        + " work ends; look there for what keeps it.",
                setting.name(),
                PoolFailures.millis(held.toNanos()),
                place,
                borrower.thread(),
                setting.option("leak-after"),
                Text.of(limit),
                borrower.stack());
        setting.events()
                .raise(() -> new GuardEvent.ConnectionHeldTooLong(
                        setting.server(), setting.role(), held, borrower.thread(), place));
    }
}
