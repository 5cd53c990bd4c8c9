package io.redisguard.connection;

import io.redisguard.error.ConnectFailedException;
import io.redisguard.error.ConnectionLostException;
import io.redisguard.error.GuardClosedException;
import io.redisguard.error.PoolExhaustedException;
import io.redisguard.error.PoolState;
import io.redisguard.internal.Text;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What borrowers are told who get no connection. Thread-safe. */
final class PoolFailures {
    private final PoolSetting setting;

    private volatile boolean retired;

    PoolFailures(PoolSetting setting) {
        this.setting = setting;
    }

    /** The server plays no part any more; the guard itself goes on. */
    void retire() {
        retired = true;
    }

    RuntimeException closed() {
        return retired
                ? new ConnectionLostException(
                        setting.server() + " plays no part any more. Nothing was sent. Try again.", null, false)
                : new GuardClosedException("This RedisGuard is closed. Nothing was sent.", false);
    }

    /** As many wait already as may wait. */
    PoolExhaustedException tooManyWait(PoolState state, @Nullable Lease<?> longest) {
        return exhausted("refused to let one more borrower wait", state, Duration.ZERO, longest, "max-waiting");
    }

    /** None was free in time. */
    PoolExhaustedException noneFree(PoolState state, long waitedNanos, @Nullable Lease<?> longest) {
        return exhausted(
                "had no free connection within " + Text.of(setting.options().maxWait()),
                state,
                Duration.ofNanos(waitedNanos),
                longest,
                "max-wait");
    }

    private PoolExhaustedException exhausted(
            String what, PoolState state, Duration waited, @Nullable Lease<?> longest, String option) {
        String place = longest == null ? "" : longest.borrower().place();
        return new PoolExhaustedException(
                "The " + setting.name() + " " + what + " (" + state + ", max-waiting="
                        + setting.options().maxWaiting() + ")." + (longest == null ? "" : holder(longest, place))
                        + " Nothing was sent. Hold connections for a shorter time, or raise "
                        + setting.option("max-size") + " or " + setting.option(option) + ".",
                state,
                waited,
                place);
    }

    private String holder(Lease<?> longest, String place) {
        long held = setting.clock().nanoTime() - longest.sinceNanos();
        return " Lent the longest: for " + millis(held) + ", to " + place + " on thread '"
                + longest.borrower().thread() + "'.";
    }

    /** None could be made in time. */
    ConnectFailedException slowConnect(PoolState state) {
        return new ConnectFailedException(
                "No connection to " + setting.server() + " within "
                        + Text.of(setting.options().maxWait()) + " (" + setting.option("max-wait") + "; " + state
                        + "). Nothing was sent. See what keeps the server, the network or the provider of credentials"
                        + " busy, or raise " + setting.option("max-wait") + ".",
                null);
    }

    static String millis(long nanos) {
        return Text.of(Duration.ofMillis(TimeUnit.NANOSECONDS.toMillis(nanos)));
    }
}
