package io.redisguard.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.lettuce.core.TransactionResult;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.redisguard.error.CommandRejectedException;
import io.redisguard.error.GuardFailure;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Transactions need a connection of their own, to the server of their keys. */
@OnEveryShape
class TransactionIT extends TopologyContract {
    TransactionIT(Servers servers) {
        super(servers);
    }

    @Test
    void allIsExecutedTogether() {
        executeTogether();
    }

    private void executeTogether() {
        TransactionResult result = guard.commands().exclusive(key, connection -> {
            connection.sync().multi();
            connection.sync().set(key, "1");
            connection.sync().incr(key);
            return connection.sync().exec();
        });

        assertThat(result).hasSize(2).last().isEqualTo(2L);
        assertThat(stored(key)).isEqualTo("2");
    }

    @Test
    void membersEndWithExec() {
        CompletableFuture<Long> member = guard.commands().exclusiveAsync(key, connection -> {
            RedisAsyncCommands<String, String> redis = connection.async();
            CompletableFuture<String> opened = redis.multi().toCompletableFuture();
            CompletableFuture<Long> incremented = redis.incr(key).toCompletableFuture();
            return redis.exec()
                    .toCompletableFuture()
                    .thenCombine(opened, (result, ok) -> result)
                    .thenCompose(result -> incremented);
        });

        assertThat(member).succeedsWithin(SOON).isEqualTo(1L);
    }

    @Test
    void whatWasWatchedAndChangedIsNotOverwritten() {
        guard.commands().sync().set(key, "before");

        TransactionResult result = guard.commands().exclusive(key, connection -> {
            connection.sync().watch(key);
            guard.commands().sync().set(key, "meanwhile");
            connection.sync().multi();
            connection.sync().set(key, "after");
            return connection.sync().exec();
        });

        assertThat(result.wasDiscarded()).isTrue();
        assertThat(stored(key)).isEqualTo("meanwhile");
    }

    @Test
    void oneThatLosesItsLinkEndsAndTheNextOneWorks() {
        Throwable thrown = catchThrowable(() -> guard.commands().exclusive(key, connection -> {
            connection.sync().multi();
            connection.sync().incr(key);
            proxies.of(servers.primaryOf(key)).reset();
            return connection.sync().exec();
        }));

        assertThat(GuardFailure.find(thrown)).isNotNull();
        assertThat(stored(key)).isEqualTo("null");
        executeTogether();
    }

    @Test
    void withoutAKeyItNeedsAPrimaryForEverything() {
        if (servers.shape() == Shape.CLUSTER) {
            assertThatThrownBy(() ->
                            guard.exclusive(connection -> connection.sync().ping()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("key");
        } else {
            assertThat(guard.<String, RuntimeException>exclusive(
                            connection -> connection.sync().ping()))
                    .isEqualTo("PONG");
        }
    }

    @Test
    void theSharedConnectionTakesNone() {
        assertThatThrownBy(() -> guard.commands().sync().multi()).isInstanceOf(CommandRejectedException.class);
    }
}
