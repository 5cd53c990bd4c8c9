package io.redisguard.lettuce;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.api.push.PushListener;
import io.lettuce.core.api.push.PushMessage;
import io.lettuce.core.pubsub.RedisPubSubListener;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what listeners throw from Lettuce. It would take an error of a push listener for the end of the command whose
 * reply is next, and would never reconnect after an exception of a state listener.
 */
final class UserListeners {
    private static final Logger LOG = LoggerFactory.getLogger(UserListeners.class);

    private UserListeners() {}

    private static void require(@Nullable Object listener) {
        if (listener == null) {
            throw new IllegalArgumentException("A listener must not be null.");
        }
    }

    private static void call(Object listener, Runnable event) {
        try {
            event.run();
        } catch (Throwable thrown) {
            LOG.warn(
                    "Listener {} failed; calls are not affected.",
                    listener.getClass().getName(),
                    thrown);
        }
    }

    /** Equals that of the same listener, so that it can be removed. */
    record Push(PushListener listener) implements PushListener {
        Push {
            require(listener);
        }

        @Override
        public void onPushMessage(PushMessage message) {
            call(listener, () -> listener.onPushMessage(message));
        }
    }

    /** Equals that of the same listener, so that it can be removed. */
    record PubSub<K, V>(RedisPubSubListener<K, V> listener) implements RedisPubSubListener<K, V> {
        PubSub {
            require(listener);
        }

        @Override
        public void message(K channel, V message) {
            call(listener, () -> listener.message(channel, message));
        }

        @Override
        public void message(K pattern, K channel, V message) {
            call(listener, () -> listener.message(pattern, channel, message));
        }

        @Override
        public void subscribed(K channel, long count) {
            call(listener, () -> listener.subscribed(channel, count));
        }

        @Override
        public void psubscribed(K pattern, long count) {
            call(listener, () -> listener.psubscribed(pattern, count));
        }

        @Override
        public void unsubscribed(K channel, long count) {
            call(listener, () -> listener.unsubscribed(channel, count));
        }

        @Override
        public void punsubscribed(K pattern, long count) {
            call(listener, () -> listener.punsubscribed(pattern, count));
        }

        @Override
        public void smessage(K shardChannel, V message) {
            call(listener, () -> listener.smessage(shardChannel, message));
        }

        @Override
        public void ssubscribed(K shardChannel, long count) {
            call(listener, () -> listener.ssubscribed(shardChannel, count));
        }

        @Override
        public void sunsubscribed(K shardChannel, long count) {
            call(listener, () -> listener.sunsubscribed(shardChannel, count));
        }
    }

    /** Equals that of the same listener, so that it can be removed. */
    record State(RedisConnectionStateListener listener) implements RedisConnectionStateListener {
        State {
            require(listener);
        }

        @Override
        public void onRedisConnected(RedisChannelHandler<?, ?> connection, SocketAddress address) {
            call(listener, () -> listener.onRedisConnected(connection, address));
        }

        @Override
        public void onRedisDisconnected(RedisChannelHandler<?, ?> connection) {
            call(listener, () -> listener.onRedisDisconnected(connection));
        }

        @Override
        public void onRedisExceptionCaught(RedisChannelHandler<?, ?> connection, Throwable cause) {
            call(listener, () -> listener.onRedisExceptionCaught(connection, cause));
        }
    }
}
