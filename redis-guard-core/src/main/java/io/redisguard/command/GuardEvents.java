package io.redisguard.command;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands events to whoever listens. What a listener throws is logged, the first time; it harms no call. Thread-safe. */
public final class GuardEvents {
    private static final Logger LOG = LoggerFactory.getLogger(GuardEvents.class);

    private final @Nullable Consumer<? super GuardEvent> listener;
    private final AtomicBoolean complained = new AtomicBoolean();

    /** Creates the way to a listener, or to nobody. */
    public GuardEvents(@Nullable Consumer<? super GuardEvent> listener) {
        this.listener = listener;
    }

    /** Makes the event only if somebody listens. */
    public void raise(Supplier<? extends GuardEvent> event) {
        Consumer<? super GuardEvent> to = listener;
        if (to == null) {
            return;
        }
        try {
            to.accept(event.get());
        } catch (Throwable e) {
            if (complained.compareAndSet(false, true)) {
                LOG.warn("A listener of guard events failed; later failures of it are not logged.", e);
            }
        }
    }
}
