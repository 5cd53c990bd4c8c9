package io.redisguard.lettuce;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.lettuce.core.RedisChannelWriter;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.protocol.CompleteableCommand;
import io.lettuce.core.protocol.RedisCommand;
import io.lettuce.core.pubsub.PubSubEndpoint;
import io.lettuce.core.pubsub.RedisPubSubListener;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnectionImpl;
import io.redisguard.command.RoadTimer;
import io.redisguard.error.CommandRejectedException;
import io.redisguard.error.DeadlineExceededException;
import io.redisguard.internal.Text;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * A Lettuce connection for subscriptions and nothing else. What it is asked has a deadline; a link that is dead without
 * a sign is found by asking the server for one now and then. Lettuce makes a lost link anew and subscribes again;
 * messages in between are lost, as everything is that nobody listens to. Thread-safe.
 */
public final class GuardedPubSubConnection<K, V> extends StatefulRedisPubSubConnectionImpl<K, V> {
    private static final Set<String> CARRIED =
            Set.of("SUBSCRIBE", "UNSUBSCRIBE", "PSUBSCRIBE", "PUNSUBSCRIBE", "SSUBSCRIBE", "SUNSUBSCRIBE", "PING");
    private static final Set<String> OF_ONE_SLOT = Set.of("SSUBSCRIBE", "SUNSUBSCRIBE");
    private static final Duration PULSE = Duration.ofSeconds(3);

    private final PubSubEndpoint<K, V> endpoint;
    private final RoadTimer timer;
    private final Executor executor;
    private final String server;
    private final boolean ofCluster;
    private volatile boolean closed;
    private volatile Runnable onClose = () -> {};

    GuardedPubSubConnection(
            PubSubEndpoint<K, V> endpoint,
            RedisChannelWriter writer,
            RedisCodec<K, V> codec,
            Duration timeout,
            RoadTimer timer,
            Executor executor,
            String server,
            boolean ofCluster) {
        super(endpoint, writer, codec, timeout);
        this.endpoint = endpoint;
        this.timer = timer;
        this.executor = executor;
        this.server = server;
        this.ofCluster = ofCluster;
    }

    /** Called from the constructor of the superclass: must not use fields of this class. */
    @Override
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // Lettuce's own signature
    protected <T> T syncHandler(Object asyncApi, Class<?>... interfaces) {
        Object lettuces = super.syncHandler(asyncApi, interfaces);
        return (T) Proxy.newProxyInstance(getClass().getClassLoader(), interfaces, (proxy, method, args) -> {
            EventLoops.refuseToBlock(method.getName());
            try {
                return method.invoke(lettuces, args);
            } catch (InvocationTargetException e) {
                throw e.getTargetException();
            }
        });
    }

    @Override
    @CanIgnoreReturnValue
    public <T> RedisCommand<K, V, T> dispatch(RedisCommand<K, V, T> command) {
        String name = command.getType().toString().toUpperCase(Locale.ROOT);
        if (!CARRIED.contains(name) || (ofCluster && OF_ONE_SLOT.contains(name))) {
            command.completeExceptionally(new CommandRejectedException(
                    CARRIED.contains(name)
                            ? name + " was refused: in a cluster its channel belongs to one node, and the subscription"
                                    + " would be lost when that changes. Use SUBSCRIBE and PUBLISH."
                            : name + " was refused: this connection is for subscriptions. Use guard.commands()."));
            return command;
        }
        watch(command, name);
        return super.dispatch(command);
    }

    @Override
    public Collection<RedisCommand<K, V, ?>> dispatch(Collection<? extends RedisCommand<K, V, ?>> commands) {
        commands.forEach(this::dispatch);
        return new ArrayList<>(commands);
    }

    private <T> void watch(RedisCommand<K, V, T> command, String name) {
        Duration limit = getTimeout().dividedBy(2); // Lettuce's own threads wait for all of it
        RoadTimer.Cancellation timeout = timer.after(
                limit.toNanos(),
                () -> executor.execute(() -> command.completeExceptionally(new DeadlineExceededException(
                        name + " had no reply from " + server + " within " + Text.of(limit)
                                + ". It may have been sent. See what keeps the server or the network busy.",
                        limit,
                        true))));
        if (command instanceof CompleteableCommand<?> completeable) {
            completeable.onComplete((reply, failure) -> timeout.cancel());
        }
    }

    // ---- the link ----------------------------------------------------------------------------------------------

    /** Begins to ask for signs of life. */
    void watchLink() {
        timer.after(PULSE.toNanos(), () -> executor.execute(this::pulse));
    }

    @SuppressWarnings("FutureReturnValueIgnored") // what became of it is looked at
    private void pulse() {
        if (closed) {
            return;
        }
        CompletableFuture<?> alive = isOpen()
                ? async().ping().toCompletableFuture()
                : CompletableFuture.completedFuture(null); // it is being made anew
        alive.whenComplete((pong, failure) -> {
            if (failure instanceof DeadlineExceededException) {
                replaceLink();
            }
            watchLink();
        });
    }

    /** Ends the link, which is made anew to wherever the address leads by then. */
    public void replaceLink() {
        endpoint.disconnect();
    }

    /** Sets what is done when the connection is closed. */
    public void whenClosed(Runnable task) {
        onClose = task;
        if (closed) {
            task.run();
        }
    }

    @Override
    public CompletableFuture<Void> closeAsync() {
        closed = true;
        onClose.run();
        return super.closeAsync();
    }

    // ---- listeners ---------------------------------------------------------------------------------------------

    @Override
    public void addListener(RedisPubSubListener<K, V> listener) {
        super.addListener(new UserListeners.PubSub<>(listener));
    }

    @Override
    public void removeListener(RedisPubSubListener<K, V> listener) {
        super.removeListener(new UserListeners.PubSub<>(listener));
    }

    @Override
    public void addListener(RedisConnectionStateListener listener) {
        super.addListener(new UserListeners.State(listener));
    }

    @Override
    public void removeListener(RedisConnectionStateListener listener) {
        super.removeListener(new UserListeners.State(listener));
    }
}
