package io.redisguard.connection;

import io.redisguard.command.RoadTimer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The connections of a pool that nobody uses. The one that was used last is lent first, so that those beyond the need
 * grow old and are closed. Guarded by the lock of the pool.
 */
final class IdleMembers<T> {
    private final PoolSetting setting;
    private final Runnable onExpiry;
    private final Deque<Member<T>> members = new ArrayDeque<>();
    private RoadTimer.@Nullable Cancellation nextExpiry;
    private long nextExpiryNanos;

    /**
     * Creates an empty one.
     *
     * @param onExpiry called without the lock, when some may be {@linkplain #takeExpired expired}
     */
    IdleMembers(PoolSetting setting, Runnable onExpiry) {
        this.setting = setting;
        this.onExpiry = onExpiry;
    }

    void add(Member<T> member) {
        member.rests(setting.clock().nanoTime(), setting.options().maxIdleTime(), setting.random());
        members.addLast(member);
        expireBy(member.restsUntil());
    }

    /** Returns the one that was added last, or {@code null}. */
    @Nullable
    Member<T> take() {
        return members.pollLast();
    }

    boolean remove(Member<T> member) {
        return members.remove(member);
    }

    int size() {
        return members.size();
    }

    List<Member<T>> takeAll() {
        List<Member<T>> all = new ArrayList<>(members);
        members.clear();
        stopTimer();
        return all;
    }

    List<Member<T>> takeExpired() {
        long now = setting.clock().nanoTime();
        List<Member<T>> expired = members.stream()
                .filter(member -> now - member.restsUntil() >= 0)
                .toList();
        members.removeAll(expired);
        stopTimer();
        members.forEach(member -> expireBy(member.restsUntil()));
        return expired;
    }

    private void expireBy(long nanos) {
        if (nextExpiry == null || nanos - nextExpiryNanos < 0) {
            stopTimer();
            nextExpiryNanos = nanos;
            nextExpiry =
                    setting.clock().after(Math.max(0, nanos - setting.clock().nanoTime()), onExpiry);
        }
    }

    private void stopTimer() {
        RoadTimer.Cancellation running = nextExpiry;
        if (running != null) {
            running.cancel();
            nextExpiry = null;
        }
    }
}
