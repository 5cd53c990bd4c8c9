package io.redisguard.sidebyside;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.event.command.CommandListener;
import java.time.Duration;

/** Lettuce as its users have it: one client with one connection and the default options, unless a test gives others. */
public final class Stock implements AutoCloseable {
    private final RedisClient client;
    private final StatefulRedisConnection<String, String> connection;

    private Stock(RedisClient client, RedisCodec<String, String> codec) {
        this.client = client;
        this.connection = client.connect(codec);
    }

    /** Connects with the defaults. */
    public static Stock lettuce(String uri) {
        return lettuce(uri, StringCodec.UTF8);
    }

    static Stock lettuce(String uri, RedisCodec<String, String> codec) {
        return new Stock(RedisClient.create(uri), codec);
    }

    /** Connects with options. */
    public static Stock lettuce(String uri, ClientOptions options) {
        return lettuce(uri, StringCodec.UTF8, options);
    }

    static Stock lettuce(String uri, RedisCodec<String, String> codec, ClientOptions options) {
        RedisClient client = RedisClient.create(uri);
        client.setOptions(options);
        return new Stock(client, codec);
    }

    static Stock lettuce(String uri, CommandListener listener) {
        RedisClient client = RedisClient.create(uri);
        client.addListener(listener);
        return new Stock(client, StringCodec.UTF8);
    }

    /** Returns its connection. */
    public StatefulRedisConnection<String, String> connection() {
        return connection;
    }

    @Override
    public void close() {
        client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
    }
}
