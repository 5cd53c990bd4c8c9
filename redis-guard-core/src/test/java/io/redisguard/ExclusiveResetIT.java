package io.redisguard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.TrackingArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.push.PushListener;
import io.redisguard.connection.ConnectionOptions;
import io.redisguard.connection.PoolOptions;
import io.redisguard.test.RedisExtension;
import io.redisguard.test.RedisServer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a block has changed is undone before the next one gets the connection; what cannot be undone ends with it. */
@ExtendWith(RedisExtension.class)
class ExclusiveResetIT {
    private static final int HOME = 2;

    private final String key = Canary.key("reset");
    private final RedisServer server;
    private final RedisGuard guard;

    ExclusiveResetIT(RedisServer server) {
        this.server = server;
        this.guard = guard(server.uri() + "/" + HOME);
    }

    private static RedisGuard guard(String uri) {
        return RedisGuard.builder()
                .uri(uri)
                .connection(ConnectionOptions.builder()
                        .exclusive(PoolOptions.builder()
                                .maxSize(1)
                                .maxWait(Duration.ofSeconds(5))
                                .build())
                        .build())
                .build();
    }

    @AfterEach
    void close() {
        guard.close();
    }

    enum Undone {
        MULTI(connection -> connection.sync().multi()),
        QUEUED(connection -> {
            connection.sync().multi();
            connection.sync().set("queued", "v");
        }),
        WATCH(connection -> connection.sync().watch("watched")),
        WATCH_AND_MULTI(connection -> {
            connection.sync().watch("watched");
            connection.sync().multi();
        }),
        DATABASE(connection -> connection.sync().select(5)),
        DATABASE_IN_A_TRANSACTION(connection -> {
            connection.sync().multi();
            connection.sync().select(5);
            connection.sync().exec();
        }),
        TRACKING(connection -> {
            connection.sync().clientTracking(TrackingArgs.Builder.enabled());
            connection.sync().get("tracked");
        }),
        FLUSHING(connection -> connection.setAutoFlushCommands(false)),
        ALL_AT_ONCE(connection -> {
            connection.sync().clientTracking(TrackingArgs.Builder.enabled().bcast());
            connection.sync().select(7);
            connection.sync().watch("watched");
            connection.sync().multi();
            connection.setAutoFlushCommands(false);
        });

        @SuppressWarnings("ImmutableEnumChecker") // lambdas without state
        private final Consumer<StatefulRedisConnection<String, String>> change;

        Undone(Consumer<StatefulRedisConnection<String, String>> change) {
            this.change = change;
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatCanBeUndoneIsAndTheConnectionIsUsedAgain(Undone undone) {
        Long first = guard.exclusive(connection -> {
            Long id = connection.sync().clientId();
            undone.change.accept(connection);
            return id;
        });

        guard.exclusive(connection -> {
            assertThat(connection.isMulti()).isFalse();
            assertThat(connection.sync().clientId()).isEqualTo(first);
            assertThat(connection.sync().clientInfo().strip() + " ")
                    .contains(" db=" + HOME + " ", " multi=-1 ", " flags=N ", " redir=-1 ");
            server.execute("SET", "watched", "theirs");
            connection.sync().multi();
            connection.sync().set(key, "v");
            return assertThat(connection.sync().exec().wasDiscarded()).isFalse();
        });
        assertThat(server.execute("EXISTS", "queued")).isEqualTo(0L);
    }

    enum KeptForGood {
        NAME(connection -> connection.sync().clientSetname("mine")),
        USER(connection -> connection.sync().auth("default", "any")),
        LISTENER(connection -> connection.addListener((PushListener) message -> {}));

        @SuppressWarnings("ImmutableEnumChecker") // lambdas without state
        private final Consumer<StatefulRedisConnection<String, String>> change;

        KeptForGood(Consumer<StatefulRedisConnection<String, String>> change) {
            this.change = change;
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatCannotBeUndoneEndsWithItsConnection(KeptForGood kept) {
        Long first = guard.exclusive(connection -> {
            Long id = connection.sync().clientId();
            kept.change.accept(connection);
            return id;
        });

        Long second = guard.exclusive(connection -> connection.sync().clientId());

        assertThat(second).isNotEqualTo(first);
        await().until(() -> !String.valueOf(server.execute("CLIENT", "LIST")).contains("id=" + first + " "));
    }

    @Test
    void aServerThatDoesNotAnswerTheResetDoesNotKeepTheConnection() {
        Long first = guard.exclusive(connection -> {
            Long id = connection.sync().clientId();
            connection.sync().watch(key);
            server.pause();
            return id;
        });
        // it waits for the reset, which is given up, and then for a new connection
        CompletableFuture<Long> next =
                guard.exclusiveAsync(connection -> connection.async().clientId());
        Throwable early = catchThrowable(() -> next.get(700, TimeUnit.MILLISECONDS));
        server.resume();

        assertThat(early).isInstanceOf(TimeoutException.class);
        assertThat(next).succeedsWithin(Duration.ofSeconds(3)).isNotEqualTo(first);
    }

    @Nested
    class GivenANodeOfACluster {
        @RegisterExtension
        static final RedisExtension CLUSTERED =
                RedisExtension.with(RedisServer.builder().config("cluster-enabled", "yes"));

        @Test
        void whenItReadsFromReplicas_thenTheNextBlockDoesNot() {
            try (RedisGuard node = guard(CLUSTERED.server().uri())) {
                Long first = node.exclusive(connection -> {
                    connection.sync().readOnly();
                    assertThat(connection.sync().clientInfo()).contains(" flags=r ");
                    return connection.sync().clientId();
                });

                node.exclusive(connection -> {
                    assertThat(connection.sync().clientId()).isEqualTo(first);
                    return assertThat(connection.sync().clientInfo()).contains(" flags=N ");
                });
            }
        }
    }
}
