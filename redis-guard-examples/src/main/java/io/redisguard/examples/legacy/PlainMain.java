package io.redisguard.examples.legacy;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.redisguard.test.RedisServer;
import java.util.List;

/** The shop as it always was. {@link GuardedMain} is the same behind redis-guard. Needs no server: it starts one. */
public final class PlainMain {
    private PlainMain() {}

    /** Runs a day of the shop and prints it. */
    @SuppressWarnings("SystemOut")
    public static void main(String... arguments) {
        try (RedisServer server = RedisServer.start()) {
            run(server.uri()).forEach(System.out::println);
        }
    }

    static List<String> run(String uri) {
        RedisClient client = RedisClient.create(uri + Shop.DATABASE);
        try (StatefulRedisConnection<String, String> connection = client.connect()) {
            return new Shop(connection).day();
        } finally {
            client.shutdown();
        }
    }
}
