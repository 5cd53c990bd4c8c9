package io.redisguard.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisFuture;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.redisguard.GuardedCommands;
import io.redisguard.error.DeadlineExceededException;
import io.redisguard.wire.Api.Ending;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.reactivestreams.Subscription;
import reactor.core.Disposable;
import reactor.core.publisher.BaseSubscriber;

/** A reply comes when its caller has gone: it reaches nobody, and the next callers get their own. */
class LateReplyTest {
    /** Long enough for a busy machine to send the command, or to stream what comes in time, before it is over. */
    private static final Duration SHORT = Duration.ofMillis(400);

    private final ReceivedBytes received = new ReceivedBytes();
    private final QuickResources resources = new QuickResources(received);
    private final ScriptedGuard scripted = new ScriptedGuard(resources, Protocol.RESP3);
    private final GuardedCommands<String, String> commands =
            scripted.commands().allowing("KEYS", "its reply is streamed here");
    private final GuardedCommands<String, String> hurried = commands.within(SHORT);
    private final ExecutorService callers = Executors.newCachedThreadPool();

    @BeforeEach
    void answerTheNextCalls() {
        scripted.server()
                .on("HGET", args -> Resp.bytes(Resp.bulk("value of " + args.get(1))))
                .on("HVALS", args -> Resp.bytes(Resp.bulks(List.of("values of", args.get(0)))))
                .on("INCRBY", args -> Resp.bytes(":" + args.get(1) + "\r\n"));
    }

    @AfterEach
    void close() {
        callers.shutdownNow();
        scripted.close();
        resources.close();
    }

    static Stream<Exchange> exchanges() {
        return Exchanges.of(Protocol.RESP3);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("exchanges")
    void reachesNobodyElse(Exchange exchange) throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        scripted.server().on(exchange.command(), args -> {
            awaitOpen(gate);
            return exchange.reply();
        });
        List<Callable<Ending>> calls = new ArrayList<>();
        for (Api api : Api.values()) {
            calls.add(() -> api.call(exchange, hurried));
        }

        List<Future<Ending>> ended = callers.invokeAll(calls);
        NextCalls next = new NextCalls(commands.async());
        gate.countDown();

        for (Future<Ending> call : ended) {
            Ending late = call.get();
            assertThat(late.failure())
                    .isInstanceOfSatisfying(
                            DeadlineExceededException.class,
                            failure -> assertThat(failure.wasSent()).isTrue());
            assertThat(late.values()).isEmpty();
        }
        next.assertGotTheirOwn();
    }

    static Stream<Arguments> streams() {
        return Stream.of(
                stream(
                        "LRANGE",
                        "*4\r\n" + Resp.bulk("a") + Resp.bulk("b") + "$1\r\n",
                        "c\r\n" + Resp.bulk("d"),
                        (redis, seen) -> redis.lrange(value -> seen.accept(value), "k", 0, -1)),
                stream(
                        "KEYS",
                        "*3\r\n" + Resp.bulk("a") + Resp.bulk("b"),
                        Resp.bulk("c"),
                        (redis, seen) -> redis.keys(key -> seen.accept(key), "*")),
                stream(
                        "HGETALL",
                        "%3\r\n" + Resp.bulk("a") + Resp.bulk("1") + Resp.bulk("b") + Resp.bulk("2") + Resp.bulk("c"),
                        Resp.bulk("3"),
                        (redis, seen) -> redis.hgetall((key, value) -> seen.accept(key), "k")),
                stream(
                        "ZRANGE",
                        "*3\r\n*2\r\n" + Resp.bulk("a") + ",1\r\n*2\r\n" + Resp.bulk("b") + ",2\r\n*2\r\n",
                        Resp.bulk("c") + ",3\r\n",
                        (redis, seen) -> redis.zrangeWithScores(member -> seen.accept(member.getValue()), "k", 0, -1)));
    }

    private static Arguments stream(
            String command,
            String inTime,
            String late,
            BiFunction<RedisAsyncCommands<String, String>, Consumer<String>, RedisFuture<Long>> call) {
        return Arguments.of(command, inTime, late, call);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("streams")
    void isNotStreamedAfterTheDeadline(
            String command,
            String inTime,
            String late,
            BiFunction<RedisAsyncCommands<String, String>, Consumer<String>, RedisFuture<Long>> call)
            throws Exception {
        scripted.server().on(command, inTime);
        List<String> seen = Collections.synchronizedList(new ArrayList<>());

        RedisFuture<Long> stream = call.apply(hurried.async(), seen::add);
        Ending ending = Ending.of(stream.toCompletableFuture().thenApply(List::of), List.of());
        scripted.server().sendRaw(late);

        new NextCalls(commands.async()).assertGotTheirOwn();
        assertThat(ending.failure()).isInstanceOf(DeadlineExceededException.class);
        assertThat(seen).containsExactly("a", "b");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("streams")
    void isNotStreamedToACallerThatCancelled(
            String command,
            String inTime,
            String late,
            BiFunction<RedisAsyncCommands<String, String>, Consumer<String>, RedisFuture<Long>> call)
            throws Exception {
        scripted.server().on(command, inTime);
        List<String> seen = Collections.synchronizedList(new ArrayList<>());
        long before = received.total();

        RedisFuture<Long> stream = call.apply(commands.async(), seen::add);
        received.await(before + Resp.bytes(inTime).length);
        stream.cancel(true);
        scripted.server().sendRaw(late);

        new NextCalls(commands.async()).assertGotTheirOwn();
        assertThat(Ending.of(stream.toCompletableFuture().thenApply(List::of), List.of())
                        .failure())
                .isInstanceOf(CancellationException.class);
        assertThat(seen).containsExactly("a", "b");
    }

    @Test
    void isNotEmittedToASubscriberThatHasGone() throws Exception {
        String inTime = "*3\r\n" + Resp.bulk("a") + Resp.bulk("b");
        scripted.server().on("LRANGE", inTime);
        List<String> seen = Collections.synchronizedList(new ArrayList<>());
        long before = received.total();

        Disposable subscription = commands.reactive().lrange("k", 0, -1).subscribe(seen::add);
        received.await(before + Resp.bytes(inTime).length);
        subscription.dispose();
        scripted.server().sendRaw(Resp.bulk("c"));

        new NextCalls(commands.async()).assertGotTheirOwn();
        assertThat(seen).containsExactly("a", "b");
    }

    @Test
    void doesNotStopTheReadingWhenItsSubscriberWantedNoMore() throws Exception {
        String inTime = "*4\r\n" + Resp.bulk("a") + Resp.bulk("b");
        scripted.server().on("LRANGE", inTime);
        CountDownLatch failed = new CountDownLatch(1);
        long before = received.total();

        hurried.reactive().lrange("k", 0, -1).subscribe(new BaseSubscriber<String>() {
            @Override
            protected void hookOnSubscribe(Subscription subscription) {
                subscription.request(1);
            }

            @Override
            protected void hookOnError(Throwable failure) {
                failed.countDown();
            }
        });
        received.await(before + Resp.bytes(inTime).length);
        assertThat(failed.await(Api.LONGEST.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
        scripted.server().sendRaw(Resp.bulk("c") + Resp.bulk("d"));

        new NextCalls(commands.async()).assertGotTheirOwn();
    }

    private static void awaitOpen(CountDownLatch gate) {
        try {
            if (!gate.await(5, TimeUnit.SECONDS)) {
                throw new AssertionError("The test forgot to open the gate.");
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Calls of three types, already under way. */
    private static final class NextCalls {
        private final RedisFuture<String> value;
        private final RedisFuture<List<String>> list;
        private final RedisFuture<Long> number;

        NextCalls(RedisAsyncCommands<String, String> redis) {
            value = redis.hget("h", "one");
            list = redis.hvals("two");
            number = redis.incrby("n", 3);
        }

        void assertGotTheirOwn() throws Exception {
            assertThat(value.get(2, TimeUnit.SECONDS)).isEqualTo("value of one");
            assertThat(list.get(2, TimeUnit.SECONDS)).containsExactly("values of", "two");
            assertThat(number.get(2, TimeUnit.SECONDS)).isEqualTo(3);
        }
    }
}
