package io.redisguard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import io.lettuce.core.RedisException;
import io.lettuce.core.api.sync.RedisCommands;
import io.redisguard.connection.ConnectionOptions;
import io.redisguard.connection.StartUp;
import io.redisguard.error.CallInterruptedException;
import io.redisguard.error.CallOutcome;
import io.redisguard.error.ConnectFailedException;
import io.redisguard.error.ConnectionLostException;
import io.redisguard.error.GuardFailure;
import io.redisguard.test.FaultProxy;
import io.redisguard.test.RedisExtension;
import io.redisguard.test.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What happens when the server is not there at the start, and what is left when the guard has ended. */
@ExtendWith(RedisExtension.class)
class StartUpIT {
    private static final Duration CONNECT = Duration.ofMillis(300);
    private static final Duration LIMIT = CONNECT.multipliedBy(2).plusMillis(500);

    private final String key = Canary.key("start");
    private final GuardThreads threads = GuardThreads.note();
    private final FaultProxy proxy;

    StartUpIT(RedisServer server) {
        proxy = FaultProxy.inFrontOf(server);
    }

    /** The time limits are not those of a virtual machine that loads its classes. */
    @BeforeAll
    static void warmUp(RedisServer server) {
        try (RedisGuard guard = RedisGuard.connect(server.uri())) {
            GuardedCommands<String, String> patient = guard.commands().within(Duration.ofSeconds(10));
            assertThat(patient.sync().get("warm-up")).isNull();
            assertThat(patient.reactive().get("warm-up").block()).isNull();
        }
    }

    @AfterEach
    void end() {
        proxy.close();
    }

    private RedisGuard build(StartUp startUp) {
        return RedisGuard.builder()
                .uri(proxy.uri())
                .connection(ConnectionOptions.builder()
                        .connectTimeout(CONNECT)
                        .startUp(startUp)
                        .build())
                .build();
    }

    @Nested
    class GivenAServerThatIsDown {
        @Test
        void whenThePortIsClosed_thenBuildingFailsFast() {
            proxy.refuse();

            assertThatBuildingFailsInTime();
        }

        @Test
        void whenNothingIsAnswered_thenBuildingFailsInTime() {
            proxy.blackHole();

            assertThatBuildingFailsInTime();
        }

        @Test
        void whenTheLinkIsCutDuringTheHandshake_thenBuildingFailsInTime() {
            proxy.cutReplyAfter(5);

            assertThatBuildingFailsInTime();
        }

        private void assertThatBuildingFailsInTime() {
            long start = System.nanoTime();
            Throwable thrown = catchThrowable(() -> build(StartUp.FAIL_FAST));
            Duration took = Duration.ofNanos(System.nanoTime() - start);

            assertThat(thrown)
                    .isInstanceOf(ConnectFailedException.class)
                    .hasMessageStartingWith("No connection to 127.0.0.1:" + proxy.port())
                    .hasMessageContaining("connect-timeout=300 ms")
                    .hasMessageContaining("start-up=LAZY");
            assertThat(took).isLessThan(LIMIT);
            threads.awaitNoneLeft();
        }

        @Test
        void whenTheThreadIsInterrupted_thenBuildingStopsAndKeepsTheFlag() {
            proxy.blackHole();

            Thread.currentThread().interrupt();
            Throwable thrown = catchThrowable(() -> build(StartUp.FAIL_FAST));
            boolean flag = Thread.interrupted();

            assertThat(thrown).isInstanceOf(CallInterruptedException.class);
            assertThat(flag).isTrue();
            threads.awaitNoneLeft();
        }
    }

    @Nested
    class GivenALazyStart {
        @BeforeEach
        void given() {
            proxy.refuse();
        }

        @Test
        void whenTheServerIsDown_thenCallsFailAtOnceAsUnsent() {
            try (CapturedLog log = CapturedLog.from(Level.WARN);
                    RedisGuard guard = build(StartUp.LAZY)) {
                long start = System.nanoTime();
                List<Throwable> failures = new ArrayList<>();
                failures.add(catchThrowable(() -> guard.commands().sync().get(key)));
                failures.add(
                        catchThrowable(() -> Door.await(guard.commands().async().get(key))));
                failures.add(catchThrowable(
                        () -> guard.commands().reactive().get(key).block()));
                Duration took = Duration.ofNanos(System.nanoTime() - start);

                assertThat(failures)
                        .allSatisfy(failure -> assertThat(failure)
                                .isInstanceOf(ConnectionLostException.class)
                                .hasMessageContaining("no connection to 127.0.0.1:" + proxy.port() + " yet"))
                        .allSatisfy(failure -> assertThat(GuardFailure.isOutcomeUnknown(failure))
                                .isFalse());
                assertThat(took).isLessThan(Duration.ofMillis(500));
                assertThat(guard.commands().connection().isOpen()).isFalse();
                assertThatThrownBy(() -> guard.exclusive(c -> c.sync().ping()))
                        .isInstanceOf(ConnectFailedException.class);
                assertThat(log.warnings()).singleElement().asString().contains("trying on in the background");
            }
        }

        @Test
        void whenTheServerComes_thenCallsWorkWithoutBeingAskedTo() {
            try (RedisGuard guard = build(StartUp.LAZY)) {
                RedisCommands<String, String> redis = guard.commands().sync();
                assertThat(catchThrowable(() -> redis.set(key, "early"))).isInstanceOf(ConnectionLostException.class);

                proxy.heal();

                await().atMost(Duration.ofSeconds(5)).until(guard.commands().connection()::isOpen);
                assertThat(redis.get(key)).isNull();
                assertThat(redis.set(key, "late")).isEqualTo("OK");
                assertThat(guard.<String, RedisException>exclusive(c -> c.sync().get(key)))
                        .isEqualTo("late");
            }
            threads.awaitNoneLeft();
        }

        @Test
        void whenTheServerHangsAtFirst_thenCallsWorkOnceItGoesOn() {
            proxy.heal().blackHole();
            try (RedisGuard guard = build(StartUp.LAZY)) {
                assertThat(catchThrowable(() -> guard.commands().sync().get(key)))
                        .isInstanceOf(ConnectionLostException.class);

                proxy.heal();

                await().atMost(Duration.ofSeconds(5)).until(guard.commands().connection()::isOpen);
                assertThat(guard.commands().sync().set(key, "v")).isEqualTo("OK");
            }
            threads.awaitNoneLeft();
            await().atMost(Duration.ofSeconds(5)).until(() -> proxy.connections() == 0);
        }

        @Test
        void whenItIsClosedBeforeItConnects_thenNothingIsLeft() {
            RedisGuard guard = build(StartUp.LAZY);

            guard.close();
            proxy.heal();

            threads.awaitNoneLeft();
            assertThat(proxy.connections()).isZero();
            assertThatThrownBy(() -> guard.commands().sync().get(key))
                    .satisfies(thrown -> assertThat(GuardFailure.find(thrown))
                            .isNotNull()
                            .returns(CallOutcome.CLOSED, GuardFailure::outcome));
        }
    }

    @Nested
    class GivenAServerThatIsThere {
        @Test
        void whenTheGuardIsClosed_thenNoThreadAndNoConnectionIsLeft() {
            RedisGuard guard = build(StartUp.FAIL_FAST);
            guard.commands().sync().set(key, "v");
            guard.exclusive(connection -> connection.sync().get(key));
            assertThat(proxy.connections()).isEqualTo(2);

            guard.close();

            threads.awaitNoneLeft();
            await().atMost(Duration.ofSeconds(5)).until(() -> proxy.connections() == 0);
        }

        @Test
        void whenTheGuardIsClosedDuringAnOutage_thenNoThreadIsLeftEither() {
            RedisGuard guard = build(StartUp.FAIL_FAST);
            proxy.refuse().reset();
            await().atMost(Duration.ofSeconds(5))
                    .until(() ->
                            catchThrowable(() -> guard.commands().sync().get(key)) instanceof ConnectionLostException);

            guard.close();

            threads.awaitNoneLeft();
        }
    }
}
