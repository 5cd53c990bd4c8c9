package io.redisguard.lettuce;

import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.util.context.Context;

/**
 * Stands between Lettuce's publisher and its subscriber, who gets one end and nothing after it, whether the publisher
 * brings it or the call itself. Thread-safe.
 */
final class ReactiveCaller<T> implements CoreSubscriber<T>, Subscription {
    @SuppressWarnings("rawtypes") // a class has no type parameters
    private static final AtomicReferenceFieldUpdater<ReactiveCaller, Object> END =
            AtomicReferenceFieldUpdater.newUpdater(ReactiveCaller.class, Object.class, "end");

    @SuppressWarnings("rawtypes") // as above
    private static final AtomicIntegerFieldUpdater<ReactiveCaller> EMITTING =
            AtomicIntegerFieldUpdater.newUpdater(ReactiveCaller.class, "emitting");

    private static final int NEVER_AGAIN = Integer.MIN_VALUE;

    private final CoreSubscriber<? super T> subscriber;
    private volatile @Nullable Subscription publisher;
    private volatile Object end = End.NOT_YET; // or what the call failed with
    private volatile int emitting; // threads that hand over an element

    ReactiveCaller(CoreSubscriber<? super T> subscriber) {
        this.subscriber = subscriber;
    }

    /** Tells whether the subscriber has not heard yet how its call ended. */
    boolean isWaiting() {
        return End.NOT_YET.equals(end);
    }

    /** Tells the subscriber in the publisher's place. */
    void fail(Throwable failure) {
        stopPublisher();
        endWith(failure);
    }

    private void stopPublisher() {
        Subscription stopped = publisher;
        if (stopped != null) {
            stopped.cancel();
        }
    }

    /** The one who hands over an element tells of the end, if it has come meanwhile. */
    private void endWith(Object how) {
        if (END.compareAndSet(this, End.NOT_YET, how) && emitting == 0) {
            tell(how);
        }
    }

    private void tell(Object how) {
        if (!EMITTING.compareAndSet(this, 0, NEVER_AGAIN)) {
            return; // somebody else does
        }
        if (how instanceof Throwable failure) {
            subscriber.onError(failure);
        } else if (End.COMPLETED.equals(how)) {
            subscriber.onComplete();
        }
    }

    // ---- what the publisher calls ------------------------------------------------------------------------------

    @Override
    public Context currentContext() {
        return subscriber.currentContext();
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        publisher = subscription;
        subscriber.onSubscribe(this);
    }

    @Override
    public void onNext(T element) {
        EMITTING.incrementAndGet(this);
        try {
            if (isWaiting()) {
                subscriber.onNext(element);
            }
        } finally {
            if (EMITTING.decrementAndGet(this) == 0 && !isWaiting()) {
                tell(end);
            }
        }
    }

    @Override
    public void onError(Throwable failure) {
        endWith(failure);
    }

    @Override
    public void onComplete() {
        endWith(End.COMPLETED);
    }

    // ---- what the subscriber calls -----------------------------------------------------------------------------

    @Override
    public void request(long elements) {
        Subscription asked = publisher;
        if (asked != null) {
            asked.request(elements);
        }
    }

    @Override
    public void cancel() {
        END.compareAndSet(this, End.NOT_YET, End.CANCELLED);
        stopPublisher();
    }

    private enum End {
        NOT_YET,
        COMPLETED,
        CANCELLED
    }
}
