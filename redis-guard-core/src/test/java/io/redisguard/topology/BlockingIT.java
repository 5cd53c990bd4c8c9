package io.redisguard.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.KeyValue;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.XReadArgs.StreamOffset;
import io.redisguard.RedisGuard;
import io.redisguard.command.GuardEvent;
import io.redisguard.connection.ConnectionOptions;
import io.redisguard.connection.PoolOptions;
import io.redisguard.error.CommandRejectedException;
import io.redisguard.error.ConnectionLostException;
import io.redisguard.error.GuardClosedException;
import io.redisguard.error.PoolExhaustedException;
import io.redisguard.observe.GuardMeter;
import io.redisguard.resilience.DeadlineOptions;
import io.redisguard.test.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;

/** Commands that wait on the server take a connection of their own, from a bounded pool. */
@OnEveryShape
class BlockingIT extends TopologyContract {
    private static final int POOL = 3;
    private static final int ROUNDS = 5;
    private static final long LONG = 20;
    private static final Duration MAX_WAIT = Duration.ofSeconds(1);

    BlockingIT(Servers servers) {
        super(servers);
    }

    @Override
    RedisGuard.Builder configure(RedisGuard.Builder builder) {
        return builder.connection(ConnectionOptions.builder()
                        .drainTimeout(Duration.ZERO)
                        .blocking(PoolOptions.builder()
                                .maxSize(POOL)
                                .maxWait(MAX_WAIT)
                                .build())
                        .build())
                .deadlines(DeadlineOptions.builder()
                        .attempt(DEADLINE)
                        .blockingMargin(SOON.plus(SOON))
                        .build());
    }

    private CompletableFuture<KeyValue<String, String>> waiting() {
        return guard.commands().async().blpop(LONG, key).toCompletableFuture();
    }

    private CompletableFuture<KeyValue<String, String>> waitingOnTheServer() {
        CompletableFuture<KeyValue<String, String>> waits = waiting();
        await().atMost(SOON).until(() -> waits.isDone() || blockedClients().equals("1"));
        assertThat(waits).isNotDone();
        return waits;
    }

    private String blockedClients() {
        return Servers.info(servers.primaryOf(key), "clients", "blocked_clients");
    }

    private void awaitBlockedClients(int count) {
        await().atMost(SOON).until(() -> blockedClients().equals(Integer.toString(count)));
    }

    private double lent() {
        return gauges(GuardMeter.POOL_CONNECTIONS, "role", "blocking", "state", "lent");
    }

    @Test
    void oneGetsItsElement() {
        CompletableFuture<KeyValue<String, String>> waits = waitingOnTheServer();
        guard.commands().sync().rpush(key, "element");

        assertThat(waits).succeedsWithin(SOON).extracting(KeyValue::getValue).isEqualTo("element");
        assertThat(guard.commands().sync().blpop(1, key + ":{" + key + "}")).isNull();
        await().atMost(SOON).until(() -> lent() == 0);
    }

    @Test
    void aSubscriberThatGoesTakesNoElementAlong() {
        Disposable waits = guard.commands().reactive().blpop(LONG, key).subscribe();
        awaitBlockedClients(1);
        waits.dispose();

        awaitBlockedClients(0);
        guard.commands().sync().rpush(key, "element");
        assertThat(guard.commands().sync().llen(key)).isEqualTo(1);
    }

    @Test
    void itsNeighboursDoNotWait() {
        CompletableFuture<KeyValue<String, String>> waits = waitingOnTheServer();

        long start = System.nanoTime();
        for (int i = 0; i < 50; i++) {
            guard.commands().sync().get("{" + key + "}neighbour");
        }

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
        assertThat(waits).isNotDone();
        waits.cancel(true);
    }

    @Test
    void noneMayWaitForEver() {
        assertThatThrownBy(() -> guard.commands().sync().blpop(0, key)).isInstanceOf(CommandRejectedException.class);
    }

    @Test
    void waitingForReplicasNeedsTheConnectionOfTheWrites() {
        assertThatThrownBy(() -> guard.commands().sync().waitForReplication(1, 100))
                .isInstanceOf(CommandRejectedException.class);
    }

    @Test
    void oneThatItsCallerEndsTakesNothingAndKeepsNoConnection() {
        List<Consumer<CompletableFuture<?>>> ways = List.of(
                waits -> waits.cancel(true),
                waits -> waits.orTimeout(1, TimeUnit.MILLISECONDS),
                waits -> waits.complete(null));
        for (int i = 0; i < 2 * POOL; i++) {
            CompletableFuture<KeyValue<String, String>> waits = waitingOnTheServer();

            ways.get(i % ways.size()).accept(waits);

            awaitBlockedClients(0);
        }
        guard.commands().sync().rpush(key, "element");
        await().atMost(SOON).until(() -> lent() == 0);
        assertThat(guard.commands().sync().lpop(key)).isEqualTo("element");
    }

    /** Its connection goes to the next one, and must not be closed for it then. */
    @Test
    void aSubscriberThatGoesWhenItsElementComesLeavesTheNextOneAlone() {
        for (int i = 0; i < ROUNDS; i++) {
            List<CompletableFuture<KeyValue<String, String>>> others =
                    Stream.generate(this::waiting).limit(POOL - 1).toList();
            String first = "{" + key + "}first" + i; // its element may stay
            String second = "{" + key + "}second";
            Disposable goes = guard.commands().reactive().blpop(LONG, first).subscribe();
            awaitBlockedClients(POOL);
            CompletableFuture<KeyValue<String, String>> next =
                    guard.commands().async().blpop(LONG, second).toCompletableFuture();

            goes.dispose();
            servers.primaryOf(key).execute("RPUSH", first, "element");
            servers.primaryOf(key).execute("RPUSH", second, "element");

            assertThat(next).succeedsWithin(SOON).extracting(KeyValue::getValue).isEqualTo("element");
            others.forEach(waits -> waits.cancel(true));
            awaitBlockedClients(0);
        }
    }

    @Test
    void moreThanThePoolHasAreRefused() {
        List<CompletableFuture<KeyValue<String, String>>> all =
                Stream.generate(this::waiting).limit(POOL).toList();
        awaitBlockedClients(POOL);

        long start = System.nanoTime();
        assertThat(waiting())
                .failsWithin(SOON)
                .withThrowableThat()
                .havingCause()
                .isInstanceOfSatisfying(
                        PoolExhaustedException.class,
                        refused -> assertThat(refused.wasSent()).isFalse());
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(MAX_WAIT, MAX_WAIT.plus(SLACK));
        assertThat(blockedClients()).isEqualTo(Integer.toString(POOL));
        all.forEach(waits -> waits.cancel(true));
        awaitBlockedClients(0);
    }

    @Test
    void closingTheGuardEndsThem() {
        CompletableFuture<KeyValue<String, String>> waits = waitingOnTheServer();

        guard.close();

        assertThat(waits).failsWithin(SOON).withThrowableThat().havingCause().isInstanceOf(GuardClosedException.class);
        awaitBlockedClients(0);
    }

    /** A worker that is told of a closed guard stops for good. */
    @RepeatedTest(5)
    void oneWhoseLinkTheServerClosesIsToldOfTheLoss() {
        CompletableFuture<KeyValue<String, String>> waits = waitingOnTheServer();

        killBlockedClient();

        assertThat(waits)
                .failsWithin(SOON)
                .withThrowableThat()
                .havingCause()
                .isInstanceOfSatisfying(
                        ConnectionLostException.class,
                        lost -> assertThat(lost.isOutcomeUnknown()).isTrue());
        await().atMost(SOON).until(() -> lent() == 0);
        assertThat(guard.commands().sync().blpop(0.05, key)).isNull();
    }

    /**
     * It takes nothing from the server, but would miss what has come meanwhile: only its caller knows where to go on.
     */
    @Test
    @SuppressWarnings("unchecked") // Lettuce's own signature
    void aReadWhoseLinkTheServerClosesIsLost() {
        CompletableFuture<List<StreamMessage<String, String>>> waits = guard.commands()
                .async()
                .xread(XReadArgs.Builder.block(Duration.ofSeconds(LONG)), StreamOffset.latest(key))
                .toCompletableFuture();
        awaitBlockedClients(1);

        killBlockedClient();

        assertThat(waits).failsWithin(SOON).withThrowableThat().withCauseInstanceOf(ConnectionLostException.class);
        assertThat(events(GuardEvent.CallRepeated.class)).isEmpty();
        await().atMost(SOON).until(() -> lent() == 0);
    }

    private void killBlockedClient() {
        RedisServer server = servers.primaryOf(key);
        String id = String.valueOf(server.execute("CLIENT", "LIST"))
                .lines()
                .filter(client -> client.contains(" flags=b "))
                .map(client -> client.substring("id=".length(), client.indexOf(' ')))
                .findAny()
                .orElseThrow();
        server.execute("CLIENT", "KILL", "ID", id);
    }
}
