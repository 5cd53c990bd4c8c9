package io.redisguard.examples.connection;

import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.redisguard.RedisGuard;
import io.redisguard.test.FaultProxy;
import io.redisguard.test.RedisServer;
import java.io.PrintStream;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Subscribes to a channel, and hears on after its connection was lost. Needs no server: it starts one. */
public final class PubSubExample {
    private static final int TRIES = 200;
    private static final int MOST_UNREAD = 100;

    private PubSubExample() {}

    /** Runs it. */
    @SuppressWarnings("SystemOut")
    public static void main(String... arguments) throws InterruptedException {
        try (RedisServer server = RedisServer.start()) {
            run(server, System.out);
        }
    }

    static void run(RedisServer server, PrintStream out) throws InterruptedException {
        BlockingQueue<String> heard = new ArrayBlockingQueue<>(MOST_UNREAD);
        try (FaultProxy network = FaultProxy.inFrontOf(server);
                RedisGuard guard = RedisGuard.connect(network.uri());
                StatefulRedisPubSubConnection<String, String> subscription = guard.pubSub()) {
            subscription.addListener(new RedisPubSubAdapter<>() {
                @Override
                public void message(String channel, String message) {
                    // on an event loop: hand it over, and never wait
                    if (!heard.offer(message)) {
                        out.println("Too many messages, one is dropped.");
                    }
                }
            });
            subscription.sync().subscribe("news");
            guard.commands().sync().publish("news", "first");
            out.println("Heard: " + heard.poll(5, TimeUnit.SECONDS));

            network.reset();
            out.println("Heard after its connection was lost: " + publishUntilHeard(server, heard));
        }
    }

    /** What is published while the connection is made anew is lost, so it is said more than once. */
    private static @Nullable String publishUntilHeard(RedisServer server, BlockingQueue<String> heard)
            throws InterruptedException {
        String message = null;
        for (int i = 0; i < TRIES && message == null; i++) {
            server.execute("PUBLISH", "news", "second");
            message = heard.poll(50, TimeUnit.MILLISECONDS);
        }
        return message;
    }
}
