package io.redisguard.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import io.redisguard.GuardedCommands;
import io.redisguard.RedisGuard;
import io.redisguard.connection.ConnectionOptions;
import io.redisguard.resilience.BreakerMode;
import io.redisguard.resilience.CircuitBreakerOptions;
import io.redisguard.resilience.DeadlineOptions;
import io.redisguard.resilience.LinkOptions;
import io.redisguard.resilience.RetryOptions;
import io.redisguard.test.ScriptedServer;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * A guard in front of a server that answers with prescribed bytes.
 *
 * <p>None of its limits ends within a test, because a machine may stand still for a second in any place.
 */
final class ScriptedGuard implements AutoCloseable {
    /** The deadline of its calls. */
    static final Duration DEADLINE = Duration.ofSeconds(5);

    private static final Duration LONGEST_RECONNECT = Duration.ofSeconds(10);

    private final ScriptedServer server = ScriptedServer.start();
    private final RedisGuard guard;
    private final Semaphore losses = new Semaphore(0);

    ScriptedGuard(QuickResources resources, Protocol protocol) {
        if (protocol == Protocol.RESP2) {
            server.resp2();
        }
        guard = RedisGuard.builder()
                .uri(server.uri())
                .clientResources(resources.get())
                .deadlines(DeadlineOptions.builder()
                        .total(DEADLINE)
                        .attempt(DEADLINE)
                        .build())
                .connection(ConnectionOptions.builder()
                        .connectTimeout(LONGEST_RECONNECT)
                        .build())
                .link(LinkOptions.builder().reconnectGrace(LONGEST_RECONNECT).build())
                // what the server did to the first attempt is to be seen
                .retry(RetryOptions.builder().maxAttempts(1).build())
                .circuitBreaker(
                        CircuitBreakerOptions.builder().mode(BreakerMode.OFF).build())
                .build();
        guard.commands().connection().addListener(new RedisConnectionStateListener() {
            @Override
            public void onRedisDisconnected(RedisChannelHandler<?, ?> connection) {
                losses.release();
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

    /** Waits until the connection has been lost once more, and is back. */
    void awaitReconnect() throws InterruptedException {
        assertThat(losses.tryAcquire(LONGEST_RECONNECT.toSeconds(), TimeUnit.SECONDS))
                .as("lost")
                .isTrue();
        await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .atMost(LONGEST_RECONNECT)
                .until(guard.commands().connection()::isOpen);
        losses.drainPermits(); // a connection that ends while it is made is lost as well
    }

    @Override
    public void close() {
        guard.close();
        server.close();
    }
}
