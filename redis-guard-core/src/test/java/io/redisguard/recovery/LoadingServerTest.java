package io.redisguard.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.api.sync.RedisCommands;
import io.redisguard.RedisGuard;
import io.redisguard.test.ScriptedServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A server that loads its data answers, so nothing but another call can tell when it has done so. */
class LoadingServerTest {
    private static final int CALLERS = 8;
    private static final Duration LOADING = Duration.ofSeconds(2);
    private static final Duration SOON = Duration.ofSeconds(1);

    private volatile boolean loading = true;

    @Test
    void callersAreAnsweredSoonAfterItHasLoaded() throws InterruptedException {
        try (ScriptedServer server = ScriptedServer.start();
                RedisGuard guard = RedisGuard.connect(server.uri())) {
            server.on(
                    "GET",
                    key -> (loading ? "-LOADING Redis is loading the dataset in memory\r\n" : "$5\r\nvalue\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            RedisCommands<String, String> redis = guard.commands().sync();
            try (Callers callers = Callers.start(CALLERS, (caller, turn) -> redis.get("key"))) {
                callers.workFor(LOADING);
                long answeredWhileLoading = callers.answered();
                long asked = asked(server);
                long loaded = System.nanoTime();
                loading = false;
                callers.workUntil(SOON.multipliedBy(3), () -> callers.answered() > CALLERS);
                Calls calls = callers.stop();
                System.out.println("loading for " + LOADING + ", asked " + asked + " times: " + calls
                        + "; first answer " + calls.firstAnswer(loaded) + " after it");

                assertThat(answeredWhileLoading).isZero();
                assertThat(calls.firstAnswer(loaded))
                        .hasValueSatisfying(first -> assertThat(first).isLessThan(SOON));
            }
        }
    }

    private static long asked(ScriptedServer server) {
        return server.received().stream()
                .filter(command -> command.name().equals("GET"))
                .count();
    }
}
