package io.redisguard.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.protocol.RedisHandshakeHandler;
import io.lettuce.core.resource.NettyCustomizer;
import io.netty.channel.Channel;
import io.redisguard.RedisGuard;
import io.redisguard.test.ScriptedServer;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Lettuce connects, and finds nobody any more who knows how the handshake went. */
class LostReasonTest {
    @Test
    void isLookedForOnceMore() {
        AtomicInteger channels = new AtomicInteger();
        NettyCustomizer customizer = new NettyCustomizer() {
            @Override
            public void afterChannelInitialized(Channel channel) {
                if (channels.getAndIncrement() % 2 == 0) {
                    channel.pipeline().remove(RedisHandshakeHandler.class);
                }
            }
        };

        try (ScriptedServer server = ScriptedServer.start();
                QuickResources resources = new QuickResources(customizer);
                RedisGuard guard = RedisGuard.builder()
                        .uri(server.uri())
                        .clientResources(resources.get())
                        .build()) {
            assertThat(guard.commands().sync().ping()).isEqualTo("PONG");
            assertThat(channels).hasValue(2);

            guard.pubSub().close();
            assertThat(channels).hasValue(4);
        }
    }
}
