package io.redisguard.lettuce;

import io.lettuce.core.protocol.DemandAware;
import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Asks for more of a reply on the event loop. Lettuce asks on the caller's thread; when that happens just after the
 * event loop was told that there is no demand and just before it stops reading, the connection is never read again.
 * Thread-safe.
 */
final class LoopSource implements DemandAware.Source {
    private final DemandAware.Source source;
    private final EventExecutor loop;
    private final AtomicBoolean underWay = new AtomicBoolean();

    LoopSource(DemandAware.Source source, EventExecutor loop) {
        this.source = source;
        this.loop = loop;
    }

    @SuppressWarnings("ReferenceEquality") // the same object is meant
    boolean wraps(DemandAware.Source other) {
        return source == other;
    }

    @Override
    public void requestMore() {
        if (loop.inEventLoop()) {
            source.requestMore();
        } else if (underWay.compareAndSet(false, true)) {
            try {
                loop.execute(this::onTheLoop);
            } catch (RejectedExecutionException closed) {
                return; // nothing is read from a closed connection
            }
        }
    }

    private void onTheLoop() {
        underWay.set(false);
        source.requestMore();
    }
}
