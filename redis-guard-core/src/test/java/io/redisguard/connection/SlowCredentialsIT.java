package io.redisguard.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisCredentialsProvider;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.redisguard.Canary;
import io.redisguard.CapturedLog;
import io.redisguard.RedisGuard;
import io.redisguard.command.GuardEvent;
import io.redisguard.error.ConnectFailedException;
import io.redisguard.test.FaultProxy;
import io.redisguard.test.RedisExtension;
import io.redisguard.test.RedisServer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.assertj.core.util.Throwables;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Whoever provides credentials may be slow, silent or broken; that costs new connections only, and those not for long.
 */
@ExtendWith(RedisExtension.class)
@Timeout(value = 20, threadMode = ThreadMode.SEPARATE_THREAD) // a guard that hangs does so in close() too
@SuppressWarnings("FutureReturnValueIgnored") // futures of futures are looked at
class SlowCredentialsIT {
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);
    private static final Duration MAX_WAIT = Duration.ofMillis(500);
    private static final Duration SLACK = Duration.ofMillis(500);
    private static final String LATE = "The credentials did not come within 1 s (connect-timeout).";

    private final String key = Canary.key("slow-credentials");
    private final Vault vault = new Vault();
    private final Queue<GuardEvent> events = new ConcurrentLinkedQueue<>();
    private final RedisServer server;
    private FaultProxy proxy;

    SlowCredentialsIT(RedisServer server) {
        this.server = server;
    }

    /** Gives the credentials of a user that the server knows, in ways that change. */
    private static final class Vault implements RedisCredentialsProvider {
        private final RedisCredentials credentials =
                RedisCredentials.just(Canary.user(), Canary.password().toCharArray());
        private final AtomicInteger asked = new AtomicInteger();
        private volatile Mono<RedisCredentials> answer = Mono.just(credentials);

        @Override
        public Mono<RedisCredentials> resolveCredentials() {
            asked.incrementAndGet();
            return answer;
        }

        void answer() {
            answer = Mono.just(credentials);
        }

        void answer(Mono<RedisCredentials> other) {
            answer = other;
        }

        /** Blocks whoever asks until the latch is open. */
        void block(CountDownLatch latch) {
            answer = Mono.fromCallable(() -> {
                try {
                    latch.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException("interrupted with " + Canary.value(), e);
                }
                return credentials;
            });
        }
    }

    @BeforeEach
    void given() {
        server.execute(
                "ACL",
                "SETUSER",
                vault.credentials.getUsername(),
                "reset",
                "on",
                ">" + new String(vault.credentials.getPassword()),
                "~*",
                "&*",
                "+@all");
        server.execute("SET", key, "value");
        proxy = FaultProxy.inFrontOf(server);
    }

    @AfterEach
    void close() {
        proxy.close();
    }

    private RedisGuard guard(RedisCredentialsProvider credentials, ConnectionOptions.Builder connection) {
        return RedisGuard.builder()
                .uri(proxy.uri())
                .security(SecurityOptions.builder().credentials(credentials).build())
                .connection(connection
                        .connectTimeout(CONNECT_TIMEOUT)
                        .drainTimeout(Duration.ZERO)
                        .build())
                .onEvent(events::add)
                .build();
    }

    private RedisGuard guard() {
        return guard(vault, ConnectionOptions.builder());
    }

    /** Begins on a thread that may hang. */
    private static <T> CompletableFuture<T> begin(Callable<T> call) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                result.complete(call.call());
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return result;
    }

    private static Throwable failureOf(CompletableFuture<?> future, Duration limit) {
        assertThat(future).failsWithin(limit);
        Throwable failure =
                catchThrowableOfType(ExecutionException.class, future::get).getCause();
        assertThat(failure).isInstanceOf(ConnectFailedException.class);
        assertThat(Canary.isIn(Throwables.getStackTrace(failure))).isFalse();
        return Objects.requireNonNull(failure);
    }

    private void assertThatGetsGoOn(RedisGuard guard) {
        CompletableFuture<String> got = begin(() -> guard.commands().sync().get(key));
        assertThat(got).succeedsWithin(SLACK).isEqualTo("value");
    }

    @Test
    void aSilentProviderKeepsNoDoorWaiting() {
        try (RedisGuard guard = guard()) {
            vault.answer(Mono.never());
            CompletableFuture<String> exclusive =
                    begin(() -> guard.exclusive(own -> own.sync().get(key)));
            CompletableFuture<CompletableFuture<String>> exclusiveAsync =
                    begin(() -> guard.exclusiveAsync(own -> own.async().get(key)));
            CompletableFuture<?> sync = begin(() -> guard.commands().sync().blpop(1, Canary.key("queue")));
            CompletableFuture<CompletableFuture<?>> async = begin(
                    () -> guard.commands().async().blpop(1, Canary.key("queue")).toCompletableFuture());
            CompletableFuture<?> pubSub = begin(guard::pubSub);

            assertThatGetsGoOn(guard);
            assertThat(exclusiveAsync).succeedsWithin(SLACK);
            assertThat(async).succeedsWithin(SLACK);
            assertThat(failureOf(exclusive, MAX_WAIT.plus(SLACK)))
                    .hasMessageContaining("the provider of credentials")
                    .hasMessageNotContaining("Start the server");
            failureOf(exclusiveAsync.join(), MAX_WAIT.plus(SLACK));
            failureOf(sync, MAX_WAIT.plus(SLACK));
            failureOf(async.join(), MAX_WAIT.plus(SLACK));
            assertThat(failureOf(pubSub, CONNECT_TIMEOUT.plus(SLACK)))
                    .hasMessageContaining(LATE)
                    .hasMessageNotContaining("Start the server");
            assertThatGetsGoOn(guard);
        }
    }

    @Test
    void whoWaitsLongerForAConnectionIsToldOfTheCredentials() {
        ConnectionOptions.Builder patient = ConnectionOptions.builder()
                .exclusive(PoolOptions.builder().maxWait(LIMIT).build());
        try (RedisGuard guard = guard(vault, patient)) {
            vault.answer(Mono.never());

            assertThat(failureOf(begin(() -> guard.exclusive(own -> own.sync().get(key))), CONNECT_TIMEOUT.plus(SLACK)))
                    .hasMessageContaining(LATE)
                    .hasMessageNotContaining("Start the server");
        }
    }

    @Test
    void aSilentProviderFailsTheStart() {
        guard().close(); // classes are loaded then
        vault.answer(Mono.never());

        assertThat(failureOf(begin(this::guard), CONNECT_TIMEOUT.plusSeconds(1)))
                .hasMessageContaining(LATE)
                .hasMessageNotContaining("Start the server");
    }

    @Test
    void aLazyStartGoesOnWithoutCredentialsUntilTheyCome() {
        guard().close(); // classes are loaded then
        vault.answer(Mono.never());
        CompletableFuture<RedisGuard> starting =
                begin(() -> guard(vault, ConnectionOptions.builder().startUp(StartUp.LAZY)));

        assertThat(starting).succeedsWithin(CONNECT_TIMEOUT.plusSeconds(1));
        try (RedisGuard guard = starting.join()) {
            vault.answer();

            await().atMost(LIMIT)
                    .ignoreExceptions()
                    .until(() -> "value".equals(guard.commands().sync().get(key)));
        }
    }

    @Test
    void linksComeBackWithTheirCredentials() {
        try (RedisGuard guard = guard();
                StatefulRedisPubSubConnection<String, String> subscriptions = guard.pubSub()) {
            vault.answer(Mono.never());
            int before = vault.asked.get();
            proxy.reset();
            await().atMost(LIMIT).until(() -> vault.asked.get() > before + 2);

            vault.answer();

            await().atMost(LIMIT)
                    .ignoreExceptions()
                    .until(() -> "value".equals(guard.commands().sync().get(key)));
            assertThat(guard.<String, RuntimeException>exclusive(
                            own -> own.sync().get(key)))
                    .isEqualTo("value");
            await().atMost(LIMIT).until(subscriptions::isOpen);
        }
    }

    @Test
    void aProviderThatBlocksStallsNobodyElse() {
        int connections = 8;
        ConnectionOptions.Builder patient = ConnectionOptions.builder()
                .exclusive(PoolOptions.builder()
                        .maxSize(connections)
                        .maxWait(LIMIT)
                        .build());
        CountDownLatch latch = new CountDownLatch(1);
        try (RedisGuard guard = guard(vault, patient)) {
            vault.block(latch);
            int before = vault.asked.get();
            List<CompletableFuture<CompletableFuture<String>>> exclusive = IntStream.range(0, connections)
                    .mapToObj(any ->
                            begin(() -> guard.exclusiveAsync(own -> own.async().get(key))))
                    .toList();
            await().atMost(LIMIT).until(() -> vault.asked.get() == before + connections);

            assertThatGetsGoOn(guard);
            latch.countDown();

            assertThat(exclusive).allSatisfy(one -> {
                assertThat(one).succeedsWithin(SLACK);
                assertThat(one.join()).succeedsWithin(LIMIT).isEqualTo("value");
            });
        } finally {
            latch.countDown();
        }
    }

    enum Bad {
        THROWING,
        FAILING,
        EMPTY,
        NULL,
        BLOCKED,
        BLOCKED_ELSEWHERE
    }

    @SuppressWarnings("NullAway") // as users may
    private void become(Bad way) {
        RuntimeException telling = new IllegalStateException("no " + Canary.value());
        switch (way) {
            case THROWING ->
                vault.answer(Mono.defer(() -> {
                    throw telling;
                }));
            case FAILING -> vault.answer(Mono.error(telling));
            case EMPTY -> vault.answer(Mono.empty());
            case NULL -> vault.answer(null);
            case BLOCKED -> vault.block(new CountDownLatch(1));
            case BLOCKED_ELSEWHERE -> {
                vault.block(new CountDownLatch(1));
                vault.answer(vault.answer.subscribeOn(Schedulers.boundedElastic()));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatAProviderThrowsIsNotRepeated(Bad way) {
        try (CapturedLog log = CapturedLog.from(Level.DEBUG)) {
            try (RedisGuard guard = guard()) {
                become(way);
                int before = vault.asked.get();
                proxy.reset();
                await().atMost(LIMIT).until(() -> vault.asked.get() > before + 2);
                assertThat(failureOf(begin(guard::pubSub), CONNECT_TIMEOUT.plus(SLACK)))
                        .hasMessageContaining("redentials")
                        .hasMessageNotContaining("Start the server");
                assertThat(failureOf(begin(this::guard), CONNECT_TIMEOUT.plusSeconds(1)))
                        .hasMessageContaining("redentials")
                        .hasMessageNotContaining("Start the server");

                vault.answer();

                await().atMost(LIMIT)
                        .ignoreExceptions()
                        .until(() -> "value".equals(guard.commands().sync().get(key)));
            }
            assertThat(log.text()).matches(said -> !Canary.isIn(said), "holds no canary");
        }
    }

    @Test
    void theKindOfAFailureIsTold() {
        become(Bad.FAILING);

        assertThat(failureOf(begin(this::guard), CONNECT_TIMEOUT.plusSeconds(1)))
                .hasMessageContaining("The provider of credentials failed (IllegalStateException).");
    }

    @Test
    void aStreamThatFailsIsNotRepeatedEither() {
        RedisCredentialsProvider streaming = new RedisCredentialsProvider() {
            @Override
            public Mono<RedisCredentials> resolveCredentials() {
                return vault.resolveCredentials();
            }

            @Override
            public boolean supportsStreaming() {
                return true;
            }

            @Override
            public Flux<RedisCredentials> credentials() {
                return Flux.error(new IOException("no " + Canary.value()));
            }
        };
        try (CapturedLog log = CapturedLog.from(Level.DEBUG);
                RedisGuard guard = guard(streaming, ConnectionOptions.builder())) {
            await().atMost(LIMIT)
                    .until(() -> events.stream().anyMatch(GuardEvent.ReauthenticationFailed.class::isInstance));

            assertThat(events.stream().filter(GuardEvent.ReauthenticationFailed.class::isInstance))
                    .containsExactly(
                            new GuardEvent.ReauthenticationFailed(proxy.host() + ":" + proxy.port(), "IOException"));
            assertThatGetsGoOn(guard);
            assertThat(log.text()).matches(said -> !Canary.isIn(said), "holds no canary");
        }
    }

    @Test
    void noThreadIsLeft() {
        CountDownLatch never = new CountDownLatch(1);
        try (RedisGuard guard = guard(
                vault,
                ConnectionOptions.builder()
                        .exclusive(PoolOptions.builder().maxWait(LIMIT).build()))) {
            vault.block(never);
            CompletableFuture<CompletableFuture<String>> exclusive =
                    begin(() -> guard.exclusiveAsync(own -> own.async().get(key)));
            assertThat(exclusive).succeedsWithin(SLACK);
            await().atMost(LIMIT).until(() -> vault.asked.get() > 1);
        }

        await().atMost(Duration.ofSeconds(2))
                .until(() -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().startsWith("redis-guard-credentials")));
    }
}
