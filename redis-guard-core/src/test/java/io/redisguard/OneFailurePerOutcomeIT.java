package io.redisguard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.api.sync.RedisCommands;
import io.redisguard.connection.ConnectionOptions;
import io.redisguard.error.BulkheadFullException;
import io.redisguard.error.CallInterruptedException;
import io.redisguard.error.CallOutcome;
import io.redisguard.error.CommandRejectedException;
import io.redisguard.error.ConnectionLostException;
import io.redisguard.error.DeadlineExceededException;
import io.redisguard.error.DecodeFailedException;
import io.redisguard.error.EncodeFailedException;
import io.redisguard.error.GuardClosedException;
import io.redisguard.error.GuardFailure;
import io.redisguard.resilience.BulkheadOptions;
import io.redisguard.resilience.DeadlineOptions;
import io.redisguard.test.Direction;
import io.redisguard.test.FaultProxy;
import io.redisguard.test.RedisExtension;
import io.redisguard.test.RedisServer;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Each way a call can fail is brought about for real; what says "not sent" must not have been executed. */
@ExtendWith(RedisExtension.class)
class OneFailurePerOutcomeIT {
    private static final Duration DEADLINE = Duration.ofMillis(500);

    private final String key = Canary.key("counter");
    private final RedisServer server;
    private final CountDownLatch loopMayGoOn = new CountDownLatch(1);
    private FaultProxy proxy;
    private RedisGuard guard;
    private RedisCommands<String, String> sync;
    private RedisAsyncCommands<String, String> async;
    private GuardedCommands<String, String> patient;

    OneFailurePerOutcomeIT(RedisServer server) {
        this.server = server;
    }

    /**
     * What a failure tells of its call.
     *
     * @param type class of the failure
     * @param outcome how the call ended
     * @param sent whether bytes of it may have reached the server
     * @param unknown whether the server may or may not have executed it
     */
    private record Told(Class<?> type, CallOutcome outcome, boolean sent, boolean unknown) {
        static Told by(Throwable failure) {
            GuardFailure told = Objects.requireNonNull(GuardFailure.find(failure));
            return new Told(told.getClass(), told.outcome(), told.wasSent(), told.isOutcomeUnknown());
        }

        static Told by(RedisFuture<?> call) {
            return by(failureOf(call));
        }
    }

    @BeforeEach
    void given() {
        proxy = FaultProxy.inFrontOf(server);
        guard = RedisGuard.builder()
                .uri(proxy.uri())
                .deadlines(DeadlineOptions.builder().attempt(DEADLINE).build())
                .connection(
                        ConnectionOptions.builder().drainTimeout(Duration.ZERO).build())
                .bulkhead(BulkheadOptions.builder().maxInFlight(10).build())
                .build();
        sync = guard.commands(new PickyCodec()).sync();
        async = guard.commands(new PickyCodec()).async();
        patient = guard.commands().within(Duration.ofSeconds(10));
    }

    @AfterEach
    void close() {
        loopMayGoOn.countDown();
        guard.close();
        proxy.close();
    }

    private static Throwable failureOf(RedisFuture<?> call) {
        return call.toCompletableFuture()
                .handle((value, failure) -> Objects.requireNonNull(failure))
                .orTimeout(5, TimeUnit.SECONDS)
                .join();
    }

    private @Nullable Object counter() {
        return server.execute("GET", key);
    }

    /** Lets the event loop wait in a callback of a careless caller, so that nothing more is sent. */
    private void holdTheLoop() {
        proxy.blackHole(Direction.TO_CLIENT);
        CountDownLatch held = new CountDownLatch(1);
        CompletableFuture<?> unused = patient.async()
                .get(key)
                .toCompletableFuture()
                .thenRun(() -> {
                    held.countDown();
                    waitFor(loopMayGoOn);
                });
        proxy.heal();
        waitFor(held);
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            if (!latch.await(10, TimeUnit.SECONDS)) {
                throw new IllegalStateException("Waited for too long.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The reply to a later command says that all that was to be sent earlier has been. */
    private void releaseTheLoop() {
        loopMayGoOn.countDown();
        await().ignoreExceptions().until(() -> sync.ping().equals("PONG"));
    }

    @Nested
    class Rejected {
        @Test
        void becauseTheCommandWouldHarmOthers() {
            assertThat(Told.by(async.multi()))
                    .isEqualTo(new Told(CommandRejectedException.class, CallOutcome.REJECTED, false, false));
            assertThat(patient.sync().incr(key)).isEqualTo(1);
        }

        @Test
        void becauseTooManyAreUnderWay() {
            server.pause();
            for (int i = 0; i < 10; i++) {
                RedisFuture<Long> unused = patient.async().incr(key);
            }
            assertThat(Told.by(async.incr(key)))
                    .isEqualTo(new Told(BulkheadFullException.class, CallOutcome.REJECTED, false, false));

            server.resume();
            await().ignoreExceptions().until(() -> sync.ping().equals("PONG"));
            assertThat(counter()).isEqualTo("10");
        }
    }

    @Nested
    class DeadlineExceeded {
        @Test
        void beforeSendingAsynchronously() {
            holdTheLoop();
            assertThat(Told.by(async.incr(key)))
                    .isEqualTo(new Told(
                            DeadlineExceededException.class, CallOutcome.DEADLINE_BEFORE_SENDING, false, false));

            releaseTheLoop();
            assertThat(counter()).isNull();
        }

        @Test
        void beforeSendingSynchronously() {
            holdTheLoop();
            assertThatThrownBy(() -> sync.incr(key))
                    .extracting(Told::by)
                    .isEqualTo(new Told(
                            DeadlineExceededException.class, CallOutcome.DEADLINE_BEFORE_SENDING, false, false));

            releaseTheLoop();
            assertThat(counter()).isNull();
        }

        @Test
        void beforeSendingBecauseNobodyFlushed() {
            guard.exclusive(connection -> {
                connection.setAutoFlushCommands(false);
                RedisFuture<Long> call = connection.async().incr(key);
                assertThat(Told.by(call))
                        .isEqualTo(new Told(
                                DeadlineExceededException.class, CallOutcome.DEADLINE_BEFORE_SENDING, false, false));
                connection.flushCommands();
                return call;
            });

            // the exclusive connection is gone, so nothing can follow
            await().until(() -> proxy.connections() == 1);
            assertThat(counter()).isNull();
        }

        @Test
        void afterSending() {
            server.pause();
            assertThat(Told.by(async.incr(key)))
                    .isEqualTo(
                            new Told(DeadlineExceededException.class, CallOutcome.DEADLINE_AFTER_SENDING, true, true));

            server.resume();
            await().until(() -> "1".equals(counter()));
        }
    }

    @Nested
    class ConnectionLost {
        @Test
        void beforeSending() {
            proxy.refuse().reset();
            await().until(() -> !guard.commands().connection().isOpen());
            assertThat(Told.by(async.incr(key)))
                    .isEqualTo(new Told(
                            ConnectionLostException.class, CallOutcome.CONNECTION_LOST_BEFORE_SENDING, false, false));

            proxy.heal();
            await().ignoreExceptions().until(() -> sync.ping().equals("PONG"));
            assertThat(counter()).isNull();
        }

        @Test
        void afterSending() {
            proxy.cutReplyAfter(0);
            assertThat(Told.by(async.incr(key)))
                    .isEqualTo(new Told(
                            ConnectionLostException.class, CallOutcome.CONNECTION_LOST_AFTER_SENDING, true, true));

            assertThat(counter()).isEqualTo("1");
        }
    }

    @Nested
    class ServerError {
        @Test
        void staysTheExceptionOfLettuce() {
            server.execute("SET", key, "no number");
            Throwable failure = failureOf(async.incr(key));

            assertThat(failure).isInstanceOf(RedisCommandExecutionException.class);
            assertThat(GuardFailure.find(failure)).isNull();
            assertThat(GuardFailure.isOutcomeUnknown(failure)).isFalse();
        }
    }

    @Nested
    class CodecFailed {
        @Test
        void toEncode() {
            assertThat(Told.by(async.set(key, PickyCodec.UNWRITABLE)))
                    .isEqualTo(new Told(EncodeFailedException.class, CallOutcome.CANNOT_ENCODE, false, false));

            assertThat(counter()).isNull();
        }

        @Test
        void toDecode() {
            server.execute("SET", key, PickyCodec.UNREADABLE);
            assertThat(Told.by(async.getdel(key)))
                    .isEqualTo(new Told(DecodeFailedException.class, CallOutcome.CANNOT_DECODE, true, false));

            assertThat(counter()).isNull();
        }
    }

    @Nested
    class Interrupted {
        @Test
        void afterSending() {
            proxy.blackHole(Direction.TO_CLIENT);
            Thread caller = Thread.currentThread();
            CompletableFuture<?> interrupting = CompletableFuture.runAsync(() -> {
                await().until(() -> "1".equals(counter()));
                caller.interrupt();
            });

            assertThatThrownBy(() -> patient.sync().incr(key))
                    .extracting(Told::by)
                    .isEqualTo(new Told(CallInterruptedException.class, CallOutcome.INTERRUPTED, true, true));
            assertThat(Thread.interrupted()).isTrue();
            interrupting.join();
        }

        @Test
        void beforeSending() {
            holdTheLoop();
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> sync.incr(key))
                    .extracting(Told::by)
                    .isEqualTo(new Told(CallInterruptedException.class, CallOutcome.INTERRUPTED, false, false));
            assertThat(Thread.interrupted()).isTrue();

            releaseTheLoop();
            assertThat(counter()).isNull();
        }
    }

    @Nested
    class Cancelled {
        @Test
        void beforeSending() {
            holdTheLoop();
            RedisFuture<Long> call = async.incr(key);
            call.cancel(true);
            assertThat(call.isCancelled()).isTrue();

            releaseTheLoop();
            assertThat(counter()).isNull();
        }

        @Test
        void afterSending() {
            proxy.blackHole(Direction.TO_CLIENT);
            RedisFuture<Long> call = patient.async().incr(key);
            await().until(() -> "1".equals(counter()));
            call.cancel(true);
            assertThat(call.isCancelled()).isTrue();

            proxy.heal();
            assertThat(patient.sync().incr(key)).isEqualTo(2);
        }
    }

    @Nested
    class Closed {
        @Test
        void beforeTheCall() {
            guard.close();
            assertThat(Told.by(async.incr(key)))
                    .isEqualTo(new Told(GuardClosedException.class, CallOutcome.CLOSED, false, false));

            assertThat(counter()).isNull();
        }

        @Test
        void whileItWasUnderWay() {
            proxy.blackHole(Direction.TO_CLIENT);
            RedisFuture<Long> call = patient.async().incr(key);
            await().until(() -> "1".equals(counter()));
            guard.close();

            assertThat(Told.by(call)).isEqualTo(new Told(GuardClosedException.class, CallOutcome.CLOSED, true, true));
        }
    }
}
