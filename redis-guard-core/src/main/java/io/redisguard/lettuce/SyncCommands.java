package io.redisguard.lettuce;

import io.lettuce.core.RedisFuture;
import io.lettuce.core.internal.AbstractInvocationHandler;
import io.lettuce.core.internal.Exceptions;
import io.redisguard.error.GuardFailure;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Lettuce's synchronous API on top of its asynchronous one. Unlike Lettuce's own, the waiting thread ends its call
 * through the call when time is up, so that what it reports about sending is exact.
 */
final class SyncCommands extends AbstractInvocationHandler {
    private static final long UNTIL_THE_WINNER_HAS_TOLD = TimeUnit.SECONDS.toNanos(10);

    private final Object async;
    private final MethodTranslator translator;

    private SyncCommands(Object async, Class<?>... interfaces) {
        this.async = async;
        this.translator = MethodTranslator.of(async.getClass(), interfaces);
    }

    /** Returns an object that implements all of the interfaces. */
    static Object on(Object async, Class<?>... interfaces) {
        return Proxy.newProxyInstance(SyncCommands.class.getClassLoader(), interfaces, handler(async, interfaces));
    }

    /** Returns what such an object passes its calls to. */
    static InvocationHandler handler(Object async, Class<?>... interfaces) {
        return new SyncCommands(async, interfaces);
    }

    @Override
    @SuppressWarnings("NullAway") // a null reply is a value of Lettuce's API
    protected Object handleInvocation(Object proxy, Method method, Object[] args) throws Throwable {
        Method target = translator.get(method);
        if (!RedisFuture.class.isAssignableFrom(target.getReturnType())) {
            return invoke(target, args);
        }
        BlockedCaller caller = BlockedCaller.begin(method.getName());
        Object result;
        Call<?, ?, ?> call;
        try {
            result = invoke(target, args);
        } finally {
            call = caller.end();
        }
        if (call != null && call.isQueuedByTransaction() && !call.isDecided()) {
            return null; // EXEC brings the result
        }
        return await((RedisFuture<?>) result, call);
    }

    private Object invoke(Method target, Object[] args) throws Throwable {
        try {
            return target.invoke(async, args);
        } catch (InvocationTargetException e) {
            throw e.getTargetException();
        }
    }

    private static @Nullable Object await(RedisFuture<?> future, @Nullable Call<?, ?, ?> call) throws TimeoutException {
        long wait = call == null ? 0 : call.attemptNanos();
        InterruptedException interrupt = null;
        try {
            do {
                try {
                    return future.get(wait, TimeUnit.NANOSECONDS);
                } catch (TimeoutException e) {
                    if (call == null) {
                        throw e;
                    }
                    wait = interrupt == null ? call.expireWhenDue() : call.interrupt(interrupt);
                } catch (InterruptedException e) {
                    interrupt = e;
                    if (call == null) {
                        throw Exceptions.bubble(e);
                    }
                    wait = call.interrupt(e);
                }
            } while (wait > 0);
        } catch (ExecutionException e) {
            throw failure(e.getCause());
        } finally {
            if (interrupt != null) {
                Thread.currentThread().interrupt();
            }
        }
        return afterTheRace(future);
    }

    /** The call is over, by us or by a reply that came at the same moment; its future follows at once. */
    private static @Nullable Object afterTheRace(RedisFuture<?> future) throws TimeoutException {
        boolean interrupted = Thread.interrupted();
        try {
            return future.get(UNTIL_THE_WINNER_HAS_TOLD, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            interrupted = true;
            throw Exceptions.bubble(e);
        } catch (ExecutionException e) {
            throw failure(e.getCause());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Our own failures belong to one call each: their stack trace is that of the waiting caller. */
    private static RuntimeException failure(@Nullable Throwable cause) {
        if (cause instanceof GuardFailure && cause instanceof RuntimeException own) {
            own.fillInStackTrace();
            return own;
        }
        return Exceptions.bubble(cause);
    }
}
