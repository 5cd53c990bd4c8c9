package io.redisguard.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import io.redisguard.GuardedCommands;
import io.redisguard.RedisGuard;
import io.redisguard.test.ScriptedServer;
import java.net.SocketAddress;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** A guard in front of a server that answers with prescribed bytes. */
final class ScriptedGuard implements AutoCloseable {
    private static final long LONGEST_RECONNECT_SECONDS = 5;

    private final ScriptedServer server = ScriptedServer.start();
    private final RedisGuard guard;
    private final Semaphore reconnects = new Semaphore(0);

    ScriptedGuard(QuickResources resources, Protocol protocol) {
        if (protocol == Protocol.RESP2) {
            server.resp2();
        }
        guard = RedisGuard.builder()
                .uri(server.uri())
                .clientResources(resources.get())
                .build();
        guard.commands().connection().addListener(new RedisConnectionStateListener() {
            @Override
            public void onRedisConnected(RedisChannelHandler<?, ?> connection, SocketAddress address) {
                reconnects.release();
            }
        });
    }

    ScriptedServer server() {
        return server;
    }

    RedisGuard guard() {
        return guard;
    }

    GuardedCommands<String, String> commands() {
        return guard.commands();
    }

    /** Waits until the connection has come back once more. */
    void awaitReconnect() throws InterruptedException {
        assertThat(reconnects.tryAcquire(LONGEST_RECONNECT_SECONDS, TimeUnit.SECONDS))
                .as("reconnected")
                .isTrue();
    }

    @Override
    public void close() {
        guard.close();
        server.close();
    }
}
