package io.redisguard.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import io.lettuce.authx.TokenBasedRedisCredentialsProvider;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.ReauthenticateBehavior;
import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisCredentialsProvider;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisURI;
import io.lettuce.core.TransactionResult;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.resource.ClientResources;
import io.redisguard.Canary;
import io.redisguard.CapturedLog;
import io.redisguard.RedisGuard;
import io.redisguard.command.GuardEvent;
import io.redisguard.test.FaultProxy;
import io.redisguard.test.RedisExtension;
import io.redisguard.test.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import redis.clients.authentication.core.IdentityProvider;
import redis.clients.authentication.core.SimpleToken;
import redis.clients.authentication.core.TokenManager;
import redis.clients.authentication.core.TokenManagerConfig;

/**
 * New credentials reach connections that live, and no call notices. Users differ, so that the server tells who is who.
 */
@ExtendWith(RedisExtension.class)
class RotationIT {
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private final String key = Canary.key("rotation");
    private final String first = "first-" + UUID.randomUUID();
    private final String second = "second-" + UUID.randomUUID();
    private final char[] password = Canary.password().toCharArray();
    private final Queue<GuardEvent> events = new ConcurrentLinkedQueue<>();
    private final RedisServer server;
    private RotatingCredentials credentials;
    private FaultProxy proxy;
    private RedisGuard guard;

    RotationIT(RedisServer server) {
        this.server = server;
    }

    @BeforeEach
    void given() {
        allow(first);
        allow(second);
        credentials = RotatingCredentials.of(first, password);
        proxy = FaultProxy.inFrontOf(server);
        guard = guard(credentials).build();
    }

    private void allow(String user) {
        server.execute("ACL", "SETUSER", user, "reset", "on", ">" + new String(password), "~*", "&*", "+@all");
    }

    private RedisGuard.Builder guard(RedisCredentialsProvider provider) {
        return RedisGuard.builder()
                .uri(proxy.uri())
                .security(SecurityOptions.builder().credentials(provider).build())
                .onEvent(events::add);
    }

    @AfterEach
    void close() {
        guard.close();
        proxy.close();
    }

    private String sharedUser() {
        return guard.commands().sync().aclWhoami();
    }

    private String exclusiveUser() {
        return guard.<String, RuntimeException>exclusive(c -> c.sync().aclWhoami());
    }

    private List<GuardEvent.ReauthenticationFailed> failures() {
        return events.stream()
                .filter(GuardEvent.ReauthenticationFailed.class::isInstance)
                .map(GuardEvent.ReauthenticationFailed.class::cast)
                .toList();
    }

    @Test
    void sharedAndIdleConnectionsLogInAgain() {
        assertThat(sharedUser()).isEqualTo(first);
        assertThat(exclusiveUser()).isEqualTo(first);

        credentials.rotate(second, password);

        assertThat(sharedUser()).isEqualTo(second);
        assertThat(exclusiveUser()).isEqualTo(second);
        assertThat(proxy.accepted()).as("the same connections").isEqualTo(2);
        assertThat(failures()).isEmpty();
    }

    @Test
    void newConnectionsHaveTheLatest() {
        credentials.rotate(second, password);
        server.execute("ACL", "DELUSER", first);
        proxy.reset();

        await().atMost(LIMIT).ignoreExceptions().until(() -> sharedUser().equals(second));
        assertThat(exclusiveUser()).isEqualTo(second);
    }

    @Test
    void aTransactionIsNotDisturbed() {
        TransactionResult result = guard.exclusive(exclusive -> {
            exclusive.sync().watch(key);
            credentials.rotate(second, password);
            exclusive.sync().multi();
            exclusive.sync().incr(key);
            credentials.rotate(first, password);
            credentials.rotate(second, password);
            exclusive.sync().incr(key);
            return exclusive.sync().exec();
        });

        assertThat(result.wasDiscarded()).isFalse();
        assertThat(result.stream()).containsExactly(1L, 2L);
        assertThat(exclusiveUser()).isEqualTo(second);
        assertThat(proxy.accepted()).isEqualTo(2);
    }

    @Test
    void aDiscardedTransactionLetsTheRotationThrough() {
        guard.exclusive(exclusive -> {
            exclusive.sync().multi();
            exclusive.sync().incr(key);
            credentials.rotate(second, password);
            return exclusive.sync().discard();
        });

        assertThat(exclusiveUser()).isEqualTo(second);
        assertThat(guard.commands().sync().get(key)).isNull();
    }

    @Test
    void repliesStayInOrder() throws Exception {
        RedisAsyncCommands<String, String> commands =
                guard.commands().within(Duration.ofSeconds(10)).async();
        assertThat(sharedUser()).isEqualTo(first);
        List<RedisFuture<Long>> calls = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            calls.add(commands.incr(key));
            if (i % 50 == 0) {
                credentials.rotate(i % 100 == 0 ? second : first, password);
            }
        }

        for (int i = 0; i < calls.size(); i++) {
            assertThat(calls.get(i).get(10, TimeUnit.SECONDS)).isEqualTo(i + 1L);
        }
        assertThat(failures()).isEmpty();
        assertThat(proxy.accepted()).isOne();
    }

    @Test
    void aRefusedRotationLeavesTheConnectionAsItIs() {
        try (CapturedLog log = CapturedLog.from(Level.WARN)) {
            credentials.rotate(second, Canary.password().toCharArray());

            await().atMost(LIMIT).until(() -> !failures().isEmpty());
            assertThat(failures())
                    .containsExactly(
                            new GuardEvent.ReauthenticationFailed(proxy.host() + ":" + proxy.port(), "WRONGPASS"));
            assertThat(log.warnings())
                    .singleElement()
                    .asString()
                    .contains(proxy.host() + ":" + proxy.port(), "could not take on new credentials (WRONGPASS)");
            assertThat(Canary.isIn(log.text())).isFalse();
        }
        assertThat(sharedUser()).isEqualTo(first);

        credentials.rotate(second, password);

        assertThat(sharedUser()).isEqualTo(second);
        assertThat(proxy.accepted()).isOne();
    }

    @Test
    void aLostConnectionIsNoRefusal() {
        server.execute("CLIENT", "PAUSE", "200", "ALL");
        credentials.rotate(second, password);
        proxy.reset();

        await().atMost(LIMIT).ignoreExceptions().until(() -> sharedUser().equals(second));
        assertThat(failures()).isEmpty();
    }

    @Test
    void aProviderThatFailsIsTold() {
        Sinks.Many<RedisCredentials> stream = Sinks.many().replay().latest();
        stream.tryEmitNext(credentials.resolveCredentialsNow());
        RedisCredentialsProvider failing = new RedisCredentialsProvider() {
            @Override
            public Mono<RedisCredentials> resolveCredentials() {
                return Mono.just(credentials.resolveCredentialsNow());
            }

            @Override
            public boolean supportsStreaming() {
                return true;
            }

            @Override
            public Flux<RedisCredentials> credentials() {
                return stream.asFlux();
            }
        };
        guard.close();
        guard = guard(failing).build();

        stream.tryEmitError(new IllegalStateException("no token to be had"));

        await().atMost(LIMIT).until(() -> !failures().isEmpty());
        assertThat(failures().get(0).reason()).isEqualTo("IllegalStateException");
        assertThat(sharedUser()).isEqualTo(first);
    }

    @Test
    void nobodyIsToldAnyMoreWhenConnectionsAreClosed() {
        assertThat(exclusiveUser()).isEqualTo(first);
        assertThat(credentials.listeners()).isEqualTo(2);
        proxy.reset();
        await().atMost(LIMIT).ignoreExceptions().until(() -> sharedUser().equals(first));
        assertThat(exclusiveUser()).isEqualTo(first);
        await().atMost(LIMIT).until(() -> credentials.listeners() == 2);

        guard.close();

        await().atMost(LIMIT).until(() -> credentials.listeners() == 0);
        credentials.rotate(second, password);
    }

    @Test
    void guardsThatShareResourcesHearOfTheirOwnFailures() {
        ClientResources resources = ClientResources.create();
        Queue<GuardEvent> others = new ConcurrentLinkedQueue<>();
        try (RedisGuard mine = guard(credentials).clientResources(resources).build();
                RedisGuard other = guard(RotatingCredentials.of(first, password))
                        .onEvent(others::add)
                        .clientResources(resources)
                        .build()) {
            credentials.rotate(second, Canary.password().toCharArray());

            await().atMost(LIMIT).until(() -> failures().size() == 2); // guard and mine
            assertThat(mine.commands().sync().ping())
                    .isEqualTo(other.commands().sync().ping());
            assertThat(others).noneMatch(GuardEvent.ReauthenticationFailed.class::isInstance);
        } finally {
            resources.shutdown(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
        }
    }

    @Test
    void theUsersOwnOptionsAndUriDoAsWell() {
        RedisURI uri = RedisURI.create(proxy.uri());
        uri.setCredentialsProvider(credentials);
        guard.close();
        guard = RedisGuard.builder()
                .uri(uri)
                .clientOptions(ClientOptions.create())
                .build();
        assertThat(sharedUser()).isEqualTo(first);

        credentials.rotate(second, password);

        assertThat(sharedUser()).isEqualTo(second);
    }

    @Test
    void credentialsThatDoNotChangeCostNothing() {
        try (RedisGuard still = RedisGuard.connect(server.uri())) {
            assertThat(still.commands().connection().getOptions().getReauthenticateBehaviour())
                    .isEqualTo(ReauthenticateBehavior.DEFAULT);
        }
    }

    /**
     * Issues tokens that live for a moment; the server ends connections whose token has expired, as some services do.
     */
    private final class Tokens implements IdentityProvider {
        private static final long LIFE_MILLIS = 800;
        private final String prefix = "token-" + UUID.randomUUID();
        private final AtomicInteger issued = new AtomicInteger();

        String user(int number) {
            return prefix + "-" + number;
        }

        @Override
        public SimpleToken requestToken() {
            int number = issued.incrementAndGet();
            allow(user(number));
            server.execute("ACL", "DELUSER", user(number - 2));
            long now = System.currentTimeMillis();
            return new SimpleToken(user(number), new String(password), now + LIFE_MILLIS, now, Map.of());
        }
    }

    @Test
    void aTokenIsRenewedBeforeItExpires() {
        Tokens tokens = new Tokens();
        TokenManagerConfig config = new TokenManagerConfig(0.5f, 0, 1_000, new TokenManagerConfig.RetryPolicy(1, 10));
        guard.close();
        long before = proxy.accepted();
        try (TokenBasedRedisCredentialsProvider provider =
                        TokenBasedRedisCredentialsProvider.create(new TokenManager(tokens, config));
                RedisGuard renewed = guard(provider).build()) {
            assertThat(renewed.<String, RuntimeException>exclusive(c -> c.sync().ping()))
                    .isEqualTo("PONG");
            await().atMost(LIMIT).until(() -> tokens.issued.get() > 4);

            assertThat(renewed.commands().sync().aclWhoami()).startsWith(tokens.prefix);
            assertThat(proxy.accepted() - before)
                    .as("connections, one of them idle")
                    .isEqualTo(2);
            assertThat(users())
                    .filteredOn(user -> user.startsWith(tokens.prefix))
                    .hasSize(2);

            proxy.reset();
            int then = tokens.issued.get();
            await().atMost(LIMIT).until(() -> tokens.issued.get() > then + 2);
            await().atMost(LIMIT)
                    .ignoreExceptions()
                    .until(() -> renewed.commands().sync().aclWhoami().startsWith(tokens.prefix));
            assertThat(failures()).isEmpty();
        }
    }

    private Collection<String> users() {
        return String.valueOf(server.execute("CLIENT", "LIST"))
                .lines()
                .map(line -> line.replaceFirst(".* user=(\\S+).*", "$1"))
                .toList();
    }
}
