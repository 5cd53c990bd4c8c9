package io.redisguard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.redisguard.error.GuardFailure;
import io.redisguard.test.FaultProxy;
import io.redisguard.test.RedisExtension;
import io.redisguard.test.RedisServer;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.LoggerFactory;

@ExtendWith(RedisExtension.class)
class LogVolumeIT {
    private static final int CALLS = 30_000;
    private static final int WINDOW = 2_000;
    private static final int RESETS = 10;

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
    void lostConnectionsAreNotLoggedOncePerCommand(RedisServer server) throws InterruptedException {
        try (FaultProxy proxy = FaultProxy.inFrontOf(server);
                RedisGuard guard = RedisGuard.connect(proxy.uri())) {
            Semaphore room = new Semaphore(WINDOW);
            AtomicInteger failed = new AtomicInteger();
            for (int i = 0; i < CALLS; i++) {
                room.acquire();
                guard.commands().async().set("log:" + i % 100, "value").whenComplete((ok, failure) -> {
                    room.release();
                    failed.addAndGet(GuardFailure.find(failure) == null ? 0 : 1);
                });
                if (i % (CALLS / RESETS) == 0) {
                    await().until(() -> proxy.connections() > 0);
                    proxy.reset();
                }
            }

            room.acquire(WINDOW);
            assertThat(failed.get()).isGreaterThan(RESETS);
            assertThat(List.copyOf(log.list))
                    .filteredOn(event -> !event.getLoggerName().equals("io.redisguard.slow-call")) // has its own limit
                    .hasSizeLessThan(4 * RESETS);
        }
    }
}
