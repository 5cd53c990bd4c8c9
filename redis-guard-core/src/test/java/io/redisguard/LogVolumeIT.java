package io.redisguard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.lettuce.core.RedisFuture;
import io.redisguard.error.GuardFailure;
import io.redisguard.test.Direction;
import io.redisguard.test.FaultProxy;
import io.redisguard.test.RedisExtension;
import io.redisguard.test.RedisServer;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.LoggerFactory;

@ExtendWith(RedisExtension.class)
class LogVolumeIT {
    private static final int CALLS = 5_000;
    private static final int FEW = 20;

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @BeforeEach
    void listen() {
        log.start();
        root().addAppender(log);
    }

    @AfterEach
    void stop() {
        root().detachAppender(log);
    }

    private static Logger root() {
        return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }

    @Test
    void aLostConnectionIsNotLoggedOncePerCommand(RedisServer server) {
        String value = "x".repeat(5_000);
        try (FaultProxy proxy = FaultProxy.inFrontOf(server);
                RedisGuard guard = RedisGuard.connect(proxy.uri())) {
            proxy.blackHole(Direction.TO_SERVER);
            List<RedisFuture<String>> calls = IntStream.range(0, CALLS)
                    .mapToObj(i -> guard.commands().async().set("log:" + i, value))
                    .toList();

            proxy.reset();

            await().until(() ->
                    calls.stream().allMatch(call -> call.toCompletableFuture().isDone()));
            assertThat(calls)
                    .allSatisfy(call -> assertThat(call.toCompletableFuture()
                                    .handle((ok, failure) -> failure)
                                    .join())
                            .isInstanceOf(GuardFailure.class));
            assertThat(List.copyOf(log.list)).hasSizeLessThan(FEW);
        }
    }
}
