package io.redisguard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.ValueListOutput;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.CommandWrapper;
import io.lettuce.core.protocol.DemandAware;
import io.lettuce.core.protocol.RedisCommand;
import io.redisguard.error.DeadlineExceededException;
import io.redisguard.test.FaultProxy;
import io.redisguard.test.RedisExtension;
import io.redisguard.test.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;

/** A reply of 40 MB, and a consumer that takes its elements one by one. */
@ExtendWith(RedisExtension.class)
class BackPressureIT {
    private static final int ELEMENTS = 40_000;
    private static final int ELEMENT_BYTES = 1_000;
    private static final String ELEMENT = "%0" + ELEMENT_BYTES + "d";
    private static final int CHUNK = 1_000;
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration SOON = Duration.ofSeconds(10);

    private final String key = Canary.key("list");
    private final RedisServer server;
    private FaultProxy proxy;
    private RedisGuard guard;

    BackPressureIT(RedisServer server) {
        this.server = server;
    }

    @BeforeEach
    void givenALongList() {
        proxy = FaultProxy.inFrontOf(server);
        guard = RedisGuard.connect(proxy.uri());
        for (int from = 0; from < ELEMENTS; from += CHUNK) {
            guard.commands()
                    .within(LONG)
                    .sync()
                    .rpush(
                            key,
                            IntStream.range(from, from + CHUNK)
                                    .mapToObj(BackPressureIT::element)
                                    .toArray(String[]::new));
        }
    }

    @AfterEach
    void close() {
        guard.close();
        proxy.close();
    }

    private static String element(int index) {
        return ELEMENT.formatted(index);
    }

    @Test
    void aSlowConsumerStopsTheReadingAndLosesNothing() throws InterruptedException {
        long before = proxy.bytesToClient();
        SlowConsumer consumer = new SlowConsumer();
        subscribe(consumer, LONG);
        awaitStandstill(consumer);
        long read = proxy.bytesToClient() - before;
        System.out.printf("a slow consumer lets %d of %d KB through%n", read / 1024, total() / 1024);

        assertThat(read).isLessThan(total() / 2);
        assertThat(consumer.received).hasSize(1);

        for (int i = 1; i < 100; i++) {
            consumer.request(1);
        }
        await().atMost(SOON).until(() -> consumer.received.size() == 100);
        consumer.requestUnbounded();
        assertThat(consumer.ended.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(consumer.received)
                .isEqualTo(IntStream.range(0, ELEMENTS).boxed().toList());
    }

    @Test
    void aConsumerThatCancelsFreesTheConnectionForOthers() {
        SlowConsumer consumer = new SlowConsumer();
        subscribe(consumer, LONG);
        awaitStandstill(consumer);
        CompletableFuture<Long> other =
                guard.commands().within(LONG).async().llen(key).toCompletableFuture();
        assertThat(other).isNotDone();
        consumer.cancel();

        assertThat(other).succeedsWithin(SOON).isEqualTo((long) ELEMENTS);
        assertThat(consumer.received).hasSize(1);
    }

    @Test
    void aConsumerThatIsTooSlowFreesTheConnectionAtItsDeadline() {
        SlowConsumer consumer = new SlowConsumer();
        subscribe(consumer, Duration.ofSeconds(1));
        CompletableFuture<Long> other =
                guard.commands().within(LONG).async().llen(key).toCompletableFuture();

        assertThat(other).succeedsWithin(SOON).isEqualTo((long) ELEMENTS);
        assertThat(consumer.failure).succeedsWithin(SOON).isInstanceOf(DeadlineExceededException.class);
        assertThat(consumer.received).hasSize(1);
    }

    @Test
    void demandThatComesWhileTheEventLoopAsksForItIsSeen() {
        LateDemand command = new LateDemand(key);
        CompletableFuture<List<String>> reply = new CompletableFuture<>();
        command.onComplete((value, failure) -> reply.complete(value));
        RedisCommand<String, String, List<String>> unused =
                guard.commands().within(LONG).connection().dispatch(command);

        assertThat(reply).succeedsWithin(SOON).extracting(List::size).isEqualTo(ELEMENTS);
    }

    @Test
    void demandThatComesWithoutAWordIsSeen() {
        SilentDemand command = new SilentDemand(key);
        CompletableFuture<List<String>> reply = new CompletableFuture<>();
        command.onComplete((value, failure) -> reply.complete(value));
        RedisCommand<String, String, List<String>> unused =
                guard.commands().within(LONG).connection().dispatch(command);

        assertThat(reply).succeedsWithin(SOON).extracting(List::size).isEqualTo(ELEMENTS);
        assertThat(command.pauses).hasPositiveValue();
    }

    private static long total() {
        return (long) ELEMENTS * ELEMENT_BYTES;
    }

    private void subscribe(SlowConsumer consumer, Duration limit) {
        guard.commands().within(limit).reactive().lrange(key, 0, -1).subscribe(consumer);
    }

    private void awaitStandstill(SlowConsumer consumer) {
        long[] last = {-1};
        await().pollInterval(Duration.ofMillis(300)).atMost(SOON).until(() -> {
            long before = last[0];
            last[0] = proxy.bytesToClient();
            return last[0] == before && !consumer.received.isEmpty();
        });
    }

    /** Takes one element, and then what the test asks for. */
    private static final class SlowConsumer extends BaseSubscriber<String> {
        private final List<Integer> received = Collections.synchronizedList(new ArrayList<>());
        private final CountDownLatch ended = new CountDownLatch(1);
        private final CompletableFuture<Throwable> failure = new CompletableFuture<>();

        @Override
        protected void hookOnSubscribe(Subscription subscription) {
            request(1);
        }

        @Override
        protected void hookOnNext(String element) {
            received.add(Integer.valueOf(element));
        }

        @Override
        protected void hookOnComplete() {
            ended.countDown();
        }

        @Override
        protected void hookOnError(Throwable thrown) {
            failure.complete(thrown);
        }
    }

    /** Its consumer has no demand every other time that it is asked, and never says that it has. */
    private static final class SilentDemand extends Lrange {
        private final AtomicInteger pauses = new AtomicInteger();
        private boolean demand;

        SilentDemand(String key) {
            super(key);
        }

        @Override
        public boolean hasDemand() {
            demand = !demand;
            pauses.addAndGet(demand ? 0 : 1);
            return demand;
        }

        @Override
        public void setSource(DemandAware.Source source) {}

        @Override
        public void removeSource() {}
    }

    private abstract static class Lrange extends CommandWrapper<String, String, List<String>>
            implements DemandAware.Sink {
        Lrange(String key) {
            super(new Command<>(
                    CommandType.LRANGE,
                    new ValueListOutput<>(StringCodec.UTF8),
                    new CommandArgs<>(StringCodec.UTF8).addKey(key).add(0).add(-1)));
        }
    }

    /** Its consumer has no demand, and then has, between the question of the event loop and the answer. */
    private static final class LateDemand extends Lrange {
        private final AtomicBoolean asked = new AtomicBoolean();
        private DemandAware.@Nullable Source source;

        LateDemand(String key) {
            super(key);
        }

        @Override
        public boolean hasDemand() {
            DemandAware.Source more = source;
            if (more == null || asked.getAndSet(true)) {
                return true;
            }
            CompletableFuture.runAsync(more::requestMore).join();
            return false;
        }

        @Override
        public void setSource(DemandAware.Source source) {
            this.source = source;
        }

        @Override
        public void removeSource() {
            source = null;
        }
    }
}
