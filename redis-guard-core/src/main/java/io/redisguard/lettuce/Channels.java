package io.redisguard.lettuce;

import io.lettuce.core.protocol.CommandHandler;
import io.lettuce.core.protocol.CommandWrapper;
import io.lettuce.core.protocol.Endpoint;
import io.lettuce.core.protocol.RedisCommand;
import io.netty.channel.Channel;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds the connection behind a channel. A connection has one endpoint all its life, and one channel after the other.
 * Thread-safe.
 */
final class Channels {
    private final Map<Endpoint, ConnectionContext> connections = new ConcurrentHashMap<>();

    /** Notes the connection that is made for an endpoint. */
    void add(Endpoint endpoint, ConnectionContext connection) {
        connections.put(endpoint, connection);
    }

    /** Forgets a connection that is closed for good. */
    void remove(Endpoint endpoint) {
        connections.remove(endpoint);
    }

    /** Returns the connection whose endpoint Lettuce calls so in its events, or {@code null} if it is not known. */
    @Nullable
    ConnectionContext withEndpoint(@Nullable String id) {
        return connections.entrySet().stream()
                .filter(connection -> connection.getKey().getId().equals(id))
                .map(Map.Entry::getValue)
                .findAny()
                .orElse(null);
    }

    /** Returns the connection that the channel carries, and tells it so, or {@code null} if it is not known. */
    @Nullable
    ConnectionContext carriedBy(Channel channel) {
        CommandHandler handler = channel.pipeline().get(CommandHandler.class);
        ConnectionContext found = handler == null ? null : connections.get(handler.getEndpoint());
        if (found != null) {
            found.carriedBy(new Carrier(channel, handler));
        }
        return found;
    }

    /**
     * A channel that carries a connection.
     *
     * @param channel where the bytes go
     * @param handler which holds the queue of expected replies
     */
    record Carrier(Channel channel, CommandHandler handler) {
        /**
         * Runs the task on the event loop if the reply that is due next to an attempt belongs to one that was given up.
         */
        void ifNextReplyWasGivenUp(Runnable task) {
            channel.eventLoop().execute(() -> {
                Attempt<?, ?, ?> next = nextAttempt();
                if (next != null && next.isSettled() && channel.isActive()) {
                    task.run();
                }
            });
        }

        /** Ahead of it may stand what the guard asks for itself, or Lettuce: an answer to that is as overdue. */
        private @Nullable Attempt<?, ?, ?> nextAttempt() {
            for (RedisCommand<?, ?, ?> command : handler.getStack()) {
                Attempt<?, ?, ?> attempt = CommandWrapper.unwrap(command, Attempt.class);
                if (attempt != null) {
                    return attempt;
                }
            }
            return null;
        }
    }
}
