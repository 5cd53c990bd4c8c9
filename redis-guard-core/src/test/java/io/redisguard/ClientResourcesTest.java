package io.redisguard;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.redisguard.test.ScriptedServer;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Lettuce resources that the user has given belong to the user. */
class ClientResourcesTest {
    private final ScriptedServer server = ScriptedServer.start().on("GET", "+v\r\n");
    private final ClientResources users = DefaultClientResources.create();

    @AfterEach
    void close() {
        users.shutdown(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
        server.close();
    }

    @Test
    void serveTheNextGuardWhenTheFirstIsClosed() {
        connect().close();

        try (RedisGuard next = connect()) {
            assertThat(next.commands().sync().get("k")).isEqualTo("v");
        }
        assertThat(users.eventExecutorGroup().isShuttingDown()).isFalse();
    }

    @Test
    void lendTheirEventLoops() {
        try (RedisGuard guard = connect()) {
            guard.commands().sync().get("k");

            assertThat(guard.commands().connection().getResources().eventLoopGroupProvider())
                    .isSameAs(users.eventLoopGroupProvider());
        }
    }

    private RedisGuard connect() {
        return RedisGuard.builder().uri(server.uri()).clientResources(users).build();
    }
}
