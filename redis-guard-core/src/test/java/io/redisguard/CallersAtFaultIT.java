package io.redisguard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.redisguard.error.DeadlineExceededException;
import io.redisguard.resilience.DeadlineOptions;
import io.redisguard.test.FaultProxy;
import io.redisguard.test.RedisExtension;
import io.redisguard.test.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.LoggerFactory;

/** What one caller does wrong in a callback must not harm the others. */
@ExtendWith(RedisExtension.class)
class CallersAtFaultIT {
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final Duration DEADLINE = Duration.ofMillis(300);
    private static final Duration LATEST = DEADLINE.plusMillis(500);
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final int OTHERS = 50;
    private static final String TEXT = "a text that may hold values";

    private final String key = Canary.key("fault");
    private FaultProxy proxy;
    private RedisGuard guard;

    @BeforeEach
    void connect(RedisServer server) {
        proxy = FaultProxy.inFrontOf(server);
        guard = RedisGuard.builder()
                .uri(proxy.uri())
                .deadlines(DeadlineOptions.builder()
                        .total(DEADLINE)
                        .attempt(DEADLINE)
                        .build())
                .build();
    }

    @AfterEach
    void close() {
        guard.close();
        proxy.close();
    }

    private List<CompletableFuture<String>> others() {
        return Stream.generate(() -> guard.commands().async().get(key).toCompletableFuture())
                .limit(OTHERS)
                .toList();
    }

    @Test
    void whatASubscriberThrowsIsNamedAndReachesNobodyElse() {
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        log.start();
        root.addAppender(log);
        guard.close();
        guard = RedisGuard.builder()
                .uri(proxy.uri())
                .deadlines(DeadlineOptions.builder().total(LONG).attempt(LONG).build())
                .build();
        proxy.delayReplies(DEADLINE);
        guard.commands().reactive().incr(key).subscribe(value -> {}, failure -> {
            throw new IllegalStateException(TEXT, failure);
        });
        List<CompletableFuture<String>> others = others();
        await().atMost(SOON).until(() -> proxy.bytesToServer() > 0);

        proxy.reset();
        proxy.heal();

        assertThat(others).allSatisfy(call -> assertThat(call).succeedsWithin(SOON));
        assertThat(guard.commands().sync().ping()).isEqualTo("PONG");
        root.detachAppender(log);
        assertThat(List.copyOf(log.list))
                .anyMatch(event -> event.getFormattedMessage()
                        .startsWith("A subscriber of INCR has thrown " + IllegalStateException.class.getName()))
                .noneMatch(event -> event.getFormattedMessage().contains(TEXT) || event.getThrowableProxy() != null);
    }

    @Test
    void callbacksThatBlockDoNotDelayTheDeadlinesOfOthers() {
        CountDownLatch end = new CountDownLatch(1);
        proxy.blackHole();
        try {
            for (int i = 0; i < 3; i++) {
                guard.commands().async().get(key).whenComplete((value, failure) -> awaitEnd(end));
            }
            long start = System.nanoTime();
            List<CompletableFuture<String>> others = others();

            assertThat(others)
                    .allSatisfy(call -> assertThat(call)
                            .failsWithin(SOON)
                            .withThrowableThat()
                            .havingCause()
                            .isInstanceOf(DeadlineExceededException.class));
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LATEST);
        } finally {
            end.countDown();
        }
    }

    private static void awaitEnd(CountDownLatch end) {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
