package io.redisguard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SocketOptions.KeepAliveOptions;
import io.lettuce.core.SocketOptions.TcpUserTimeoutOptions;
import io.lettuce.core.SslVerifyMode;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.protocol.ProtocolVersion;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import io.lettuce.core.resource.NettyCustomizer;
import io.lettuce.core.tracing.MicrometerTracing;
import io.micrometer.observation.ObservationRegistry;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.util.Timeout;
import io.redisguard.connection.ConnectionOptions;
import io.redisguard.connection.StartUp;
import io.redisguard.test.FaultProxy;
import io.redisguard.test.RedisExtension;
import io.redisguard.test.RedisServer;
import io.redisguard.test.ScriptedServer;
import io.redisguard.test.ScriptedServer.Command;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What its user has chosen stays, unless at most once or the deadlines rest on it. */
@ExtendWith(RedisExtension.class)
class UsersSettingsIT {
    private final RedisServer server;

    UsersSettingsIT(RedisServer server) {
        this.server = server;
    }

    /** Sees the channels that are made. */
    private static final class Watcher implements NettyCustomizer {
        private final AtomicInteger bootstraps = new AtomicInteger();
        private final List<Channel> channels = new CopyOnWriteArrayList<>();

        @Override
        public void afterBootstrapInitialized(Bootstrap bootstrap) {
            bootstraps.incrementAndGet();
        }

        @Override
        public void afterChannelInitialized(Channel channel) {
            channels.add(channel);
        }

        <T> T option(ChannelOption<T> option) {
            return channels.get(0).config().getOption(option);
        }
    }

    @Nested
    class GivenResources {
        private final Watcher watcher = new Watcher();
        private final AtomicInteger delays = new AtomicInteger();
        private final ClientResources resources = ClientResources.builder()
                .nettyCustomizer(watcher)
                .reconnectDelay(new Delay() {
                    @Override
                    public Duration createDelay(long attempt) {
                        delays.incrementAndGet();
                        return Duration.ofMillis(5);
                    }
                })
                .build();

        @AfterEach
        void end() throws Exception {
            resources.shutdown(0, 1, TimeUnit.SECONDS).get();
        }

        private RedisGuard guard(String uri) {
            return RedisGuard.builder().uri(uri).clientResources(resources).build();
        }

        @Test
        void whenTheGuardIsClosed_thenTheyStayOpenForTheNext() throws Exception {
            GuardThreads threads = GuardThreads.note();
            CountDownLatch ticked = new CountDownLatch(1);
            for (int i = 0; i < 3; i++) {
                try (RedisGuard guard = guard(server.uri())) {
                    assertThat(guard.commands().sync().ping()).isEqualTo("PONG");
                    assertThat(guard.commands().async().ping().get()).isEqualTo("PONG");
                }
                assertThat(resources.eventExecutorGroup().isShuttingDown()).isFalse();
            }
            Timeout unused = resources.timer().newTimeout(due -> ticked.countDown(), 1, TimeUnit.MILLISECONDS);
            assertThat(ticked.await(5, TimeUnit.SECONDS)).as("timer").isTrue();
            assertThat(unused.isExpired()).isTrue();

            await().atMost(Duration.ofSeconds(5))
                    .until(() -> watcher.channels.stream().noneMatch(Channel::isOpen));
            assertThat(watcher.bootstraps).hasValue(3);
            assertThat(watcher.channels).hasSize(3);
            resources.shutdown(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
            threads.awaitNoneLeft();
        }

        @Test
        void whenTwoGuardsShareThem_thenClosingOneDoesNotDisturbTheOther() {
            try (FaultProxy proxy = FaultProxy.inFrontOf(server);
                    RedisGuard stays = guard(proxy.uri())) {
                guard(server.uri()).close();

                assertThat(stays.commands().sync().ping()).isEqualTo("PONG");
                proxy.reset();
                await().atMost(Duration.ofSeconds(5)).until(() -> proxy.accepted() >= 2);
                await().atMost(Duration.ofSeconds(5))
                        .ignoreExceptions()
                        .until(() -> stays.commands().sync().ping().equals("PONG"));
            }
        }

        @Test
        void whenTheLinkIsLost_thenTheirDelayIsUsed() {
            try (FaultProxy proxy = FaultProxy.inFrontOf(server);
                    RedisGuard guard = guard(proxy.uri())) {
                int before = delays.get();
                proxy.reset();

                await().atMost(Duration.ofSeconds(5)).until(() -> proxy.accepted() >= 2);
                await().atMost(Duration.ofSeconds(5))
                        .ignoreExceptions()
                        .until(() -> guard.commands().sync().ping().equals("PONG"));
                assertThat(delays.get()).isGreaterThan(before);
            }
        }

        @Test
        void whenTheStartIsLazy_thenTheirDelayIsUsedAsWell() {
            try (FaultProxy proxy = FaultProxy.inFrontOf(server).refuse();
                    RedisGuard guard = RedisGuard.builder()
                            .uri(proxy.uri())
                            .clientResources(resources)
                            .connection(ConnectionOptions.builder()
                                    .startUp(StartUp.LAZY)
                                    .build())
                            .build()) {
                await().atMost(Duration.ofSeconds(5)).until(() -> delays.get() > 5);
                proxy.heal();

                await().atMost(Duration.ofSeconds(5)).until(guard.commands().connection()::isOpen);
            }
        }

        @Test
        void whenNothingElseIsChosen_thenTheSocketHasTheGuardsOptions() {
            try (RedisGuard guard = guard(server.uri())) {
                assertThat(guard.commands().sync().ping()).isEqualTo("PONG");

                assertThat(watcher.option(ChannelOption.SO_KEEPALIVE)).isTrue();
                assertThat(watcher.option(ChannelOption.CONNECT_TIMEOUT_MILLIS)).isEqualTo(1_000);
                if (Epoll.isAvailable()) {
                    assertThat(watcher.option(EpollChannelOption.TCP_KEEPIDLE)).isEqualTo(5);
                    assertThat(watcher.option(EpollChannelOption.TCP_KEEPINTVL)).isEqualTo(5);
                    assertThat(watcher.option(EpollChannelOption.TCP_KEEPCNT)).isEqualTo(3);
                    assertThat(watcher.option(EpollChannelOption.TCP_USER_TIMEOUT))
                            .isEqualTo(10_000);
                }
            }
        }

        @Test
        void whenSocketOptionsAreChosen_thenTheyAreInEffect() {
            ClientOptions options = ClientOptions.builder()
                    .socketOptions(SocketOptions.builder()
                            .connectTimeout(Duration.ofMillis(1_234))
                            .keepAlive(false)
                            .build())
                    .build();
            try (RedisGuard guard = RedisGuard.builder()
                    .uri(server.uri())
                    .clientResources(resources)
                    .clientOptions(options)
                    .build()) {
                assertThat(guard.commands().sync().ping()).isEqualTo("PONG");

                assertThat(watcher.option(ChannelOption.SO_KEEPALIVE)).isFalse();
                assertThat(watcher.option(ChannelOption.CONNECT_TIMEOUT_MILLIS)).isEqualTo(1_234);
            }
        }
    }

    @Nested
    class GivenTheProtocol {
        @Test
        void whenNothingIsChosen_thenItIsTheNewerOneAndTheGuardHasAName() {
            assertThat(handshake(null)).contains(new Command("HELLO", List.of("3", "SETNAME", "redis-guard")));
        }

        @Test
        void whenTheOlderOneIsChosen_thenItIsSpoken() {
            assertThat(handshake(ClientOptions.builder()
                            .protocolVersion(ProtocolVersion.RESP2)
                            .build()))
                    .extracting(Command::name)
                    .doesNotContain("HELLO");
        }

        @Test
        void whenTheServerKnowsTheOlderOneOnly_thenItIsSpoken() {
            try (ScriptedServer old = ScriptedServer.start().resp2();
                    RedisGuard guard = RedisGuard.connect(old.uri())) {
                assertThat(guard.commands().sync().ping()).isEqualTo("PONG");
            }
        }

        @Test
        void whenTheUriHasAClientName_thenItStays() {
            try (ScriptedServer scripted = ScriptedServer.start();
                    RedisGuard guard = RedisGuard.builder()
                            .uri(RedisURI.builder(RedisURI.create(scripted.uri()))
                                    .withClientName("mine")
                                    .build())
                            .build()) {
                assertThat(guard.commands().sync().ping()).isEqualTo("PONG");
                assertThat(scripted.received().get(0)).isEqualTo(new Command("HELLO", List.of("3", "SETNAME", "mine")));
            }
        }

        private List<Command> handshake(@Nullable ClientOptions options) {
            try (ScriptedServer scripted = ScriptedServer.start()) {
                RedisGuard.Builder builder = RedisGuard.builder().uri(scripted.uri());
                if (options != null) {
                    builder.clientOptions(options);
                }
                try (RedisGuard guard = builder.build()) {
                    assertThat(guard.commands().sync().ping()).isEqualTo("PONG");
                }
                return scripted.received();
            }
        }
    }

    @Nested
    class GivenDangerousSettings {
        private final ClientOptions dangerous = ClientOptions.builder()
                .disconnectedBehavior(DisconnectedBehavior.ACCEPT_COMMANDS)
                .timeoutOptions(TimeoutOptions.enabled())
                .autoReconnect(false)
                .suspendReconnectOnProtocolFailure(true)
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(Duration.ofSeconds(30))
                        .keepAlive(false)
                        .build())
                .build();

        @Test
        void whenTheGuardIsBuilt_thenOneWarningNamesThemAll() {
            ClientResources resources = ClientResources.builder()
                    .reconnectDelay(Delay.exponential(Duration.ZERO, Duration.ofMinutes(1), 2, TimeUnit.MILLISECONDS))
                    .tracing(new MicrometerTracing(ObservationRegistry.create(), "redis", true))
                    .build();
            RedisURI uri = RedisURI.builder(RedisURI.create(server.uri()))
                    .withTimeout(Duration.ofMinutes(5))
                    .build();
            try (CapturedLog log = CapturedLog.from(Level.WARN);
                    RedisGuard guard = RedisGuard.builder()
                            .uri(uri)
                            .clientOptions(dangerous)
                            .clientResources(resources)
                            .build()) {
                assertThat(guard.commands().sync().ping()).isEqualTo("PONG");
                assertThat(guard.<String, RuntimeException>exclusive(
                                c -> c.sync().ping()))
                        .isEqualTo("PONG");

                assertThat(log.warnings())
                        .singleElement()
                        .asString()
                        .startsWith("11 of the given Lettuce settings are dangerous: ")
                        .contains(
                                "uri.timeout=300 s (not used",
                                "disconnectedBehavior=ACCEPT_COMMANDS (replaced",
                                "timeoutOptions=enabled (replaced",
                                "requestQueueSize=unlimited (replaced",
                                "autoReconnect=false (kept",
                                "suspendReconnectOnProtocolFailure=true (kept",
                                "connectTimeout=30 s (kept",
                                "keepAlive=off (kept",
                                "tcpUserTimeout=off (kept",
                                "reconnectDelay=up to 60 s (kept",
                                "tracing.includeCommandArgsInSpanTags=true (kept, keys and values");
            } finally {
                resources.shutdown(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
            }
        }

        @Test
        void whenThoseThatAreReplacedAreInEffect_thenTheyAreTheGuards() {
            try (RedisGuard guard = RedisGuard.builder()
                    .uri(server.uri())
                    .clientOptions(dangerous)
                    .build()) {
                ClientOptions inEffect = guard.commands().connection().getOptions();

                assertThat(inEffect.getDisconnectedBehavior()).isEqualTo(DisconnectedBehavior.REJECT_COMMANDS);
                assertThat(inEffect.getTimeoutOptions().isTimeoutCommands()).isFalse();
                assertThat(inEffect.getRequestQueueSize()).isLessThan(20_000);
                assertThat(inEffect.isAutoReconnect()).isFalse();
            }
        }

        @Test
        void whenNobodyVerifiesTheServer_thenThatIsNamed() {
            RedisURI uri = RedisURI.builder(RedisURI.create(server.uri()))
                    .withSsl(true)
                    .withVerifyPeer(SslVerifyMode.NONE)
                    .build();
            try (CapturedLog log = CapturedLog.from(Level.WARN);
                    RedisGuard guard = RedisGuard.builder()
                            .uri(uri)
                            .connection(ConnectionOptions.builder()
                                    .startUp(StartUp.LAZY)
                                    .build())
                            .build()) {
                assertThat(guard.commands().connection().isOpen()).isFalse();
                assertThat(log.warnings().get(0)).contains("uri.verifyPeer=NONE (kept, anybody can pose");
            }
        }
    }

    @Nested
    class GivenSafeSettings {
        @Test
        void whenTheGuardIsBuilt_thenNothingIsWarnedOf() {
            ClientOptions safe = ClientOptions.builder()
                    .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
                    .requestQueueSize(1_000)
                    .timeoutOptions(
                            TimeoutOptions.builder().timeoutCommands(false).build())
                    .socketOptions(SocketOptions.builder()
                            .connectTimeout(Duration.ofSeconds(1))
                            .keepAlive(KeepAliveOptions.builder().enable().build())
                            .tcpUserTimeout(
                                    TcpUserTimeoutOptions.builder().enable().build())
                            .build())
                    .build();
            try (CapturedLog log = CapturedLog.from(Level.WARN)) {
                RedisGuard.connect(server.uri()).close();
                RedisGuard.builder()
                        .uri(server.uri())
                        .clientOptions(safe)
                        .build()
                        .close();

                assertThat(log.warnings()).isEmpty();
            }
        }
    }
}
