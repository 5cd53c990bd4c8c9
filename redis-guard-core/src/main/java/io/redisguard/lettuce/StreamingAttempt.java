package io.redisguard.lettuce;

import io.lettuce.core.protocol.DemandAware;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** An attempt for a reactive caller: passes on how much it wants, so that a slow one stops the reading. */
final class StreamingAttempt<K, V, T> extends Attempt<K, V, T> implements DemandAware.Sink {
    private static final long LOOK_MILLIS = 5;

    private final DemandAware.Sink sink;
    private @Nullable LoopSource more; // used by the event loop only
    private boolean looking; // as above

    StreamingAttempt(
            Call<K, V, T> call,
            ConnectionContext context,
            DemandAware.Sink sink,
            boolean entersAtOnce,
            int generation,
            long startedNanos) {
        super(call, context, entersAtOnce, generation, startedNanos);
        this.sink = sink;
    }

    /** A caller that has gone wants nothing, but its reply must be read nevertheless. */
    @Override
    public boolean hasDemand() {
        boolean demand = !wantsReply() || sink.hasDemand();
        if (!demand) {
            lookAgain();
        }
        return demand;
    }

    /**
     * Lettuce's publisher does not ask for more when another thread has just taken what it had, and nobody would read
     * from the connection any more.
     */
    private void lookAgain() {
        EventExecutor loop = EventLoops.current();
        if (loop != null && !looking) {
            looking = true;
            ScheduledFuture<?> unused = loop.schedule(this::look, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void look() {
        looking = false;
        LoopSource known = more;
        if (known != null && hasDemand()) {
            known.requestMore();
        }
    }

    @Override
    public void setSource(DemandAware.Source source) {
        EventExecutor loop = EventLoops.current();
        LoopSource known = more;
        if (loop == null) {
            sink.setSource(source);
        } else if (known == null || !known.wraps(source)) {
            known = new LoopSource(source, loop);
            more = known;
            sink.setSource(known);
        }
    }

    @Override
    public void removeSource() {
        more = null;
        sink.removeSource();
    }
}
