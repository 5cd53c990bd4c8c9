package io.redisguard.connection;

import io.redisguard.command.ConnectionRole;
import io.redisguard.command.GuardEvent;
import io.redisguard.command.GuardEvents;
import io.redisguard.command.PoolWatch;
import io.redisguard.simulation.ManualTimer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

/** A pool whose time passes, and whose connections are made, when the test says so. Used by one thread. */
final class Bench {
    final ManualTimer timer = new ManualTimer();
    final StepSource source = new StepSource();
    final List<GuardEvent> events = new ArrayList<>();
    final List<Long> waits = new ArrayList<>();
    final Pool<Thing> pool;

    private Bench(PoolOptions options, Executor executor, double random) {
        PoolSetting setting = new PoolSetting(
                "server:6379",
                ConnectionRole.EXCLUSIVE,
                options,
                new PoolClock(timer, executor),
                new GuardEvents(events::add),
                (server, role, state) -> new PoolWatch() {
                    @Override
                    public void waited(long nanos) {
                        waits.add(nanos);
                    }

                    @Override
                    public void close() {}
                },
                () -> random);
        this.pool = new Pool<>(source, setting);
    }

    /** Makes a pool that does everything at once. */
    static Bench of(PoolOptions options) {
        return new Bench(options, Runnable::run, 0);
    }

    static Bench of(PoolOptions options, double random) {
        return new Bench(options, Runnable::run, random);
    }

    static Bench of(PoolOptions options, Executor executor, double random) {
        return new Bench(options, executor, random);
    }

    /** Borrows one that is made for the borrower. */
    Lease<Thing> borrowNew() {
        Waiter<Thing> waiter = pool.borrowLater();
        source.opens(source.openings.size() - 1);
        return waiter.join();
    }
}
