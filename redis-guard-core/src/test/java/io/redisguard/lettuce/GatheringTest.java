package io.redisguard.lettuce;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.ValueOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.util.concurrent.FastThreadLocalThread;
import io.redisguard.command.CallerWishes;
import io.redisguard.observe.GuardObserver;
import io.redisguard.observe.ObserveOptions;
import io.redisguard.resilience.BulkheadOptions;
import io.redisguard.resilience.CircuitBreakerOptions;
import io.redisguard.resilience.DeadlineOptions;
import io.redisguard.resilience.LinkOptions;
import io.redisguard.resilience.ResilienceOptions;
import io.redisguard.resilience.RetryOptions;
import io.redisguard.road.Roads;
import io.redisguard.simulation.ManualTimer;
import io.redisguard.simulation.Policies;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("FutureReturnValueIgnored") // of writes, which end otherwise
class GatheringTest {
    private static final ClientResources RESOURCES = DefaultClientResources.create();

    private final StepLoop loop = new StepLoop();
    private final SimulatedLink link = new SimulatedLink(
            RESOURCES,
            new ModelServer(),
            new Roads(
                    GuardObserver.of(ObserveOptions.builder().build(), event -> {}),
                    Policies.byDefault(),
                    DeadlineOptions.builder().build(),
                    new ResilienceOptions(
                            LinkOptions.builder().build(),
                            RetryOptions.builder().build(),
                            CircuitBreakerOptions.builder().build(),
                            BulkheadOptions.builder().build()),
                    new Random(1)),
            new ManualTimer(),
            task -> {});

    @AfterAll
    static void endResources() {
        RESOURCES.shutdown(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    /** When it was written, the loop was about to see the end, of which it tells later. */
    @Test
    void whatIsWrittenToAChannelThatHasEndedFailsAsUnsent() throws Exception {
        inTheLoopsThread(() -> {
            Channel channel = connected();
            Attempt<?, ?, ?> attempt = attempt();

            loop.execute(() -> channel.unsafe().close(channel.voidPromise()));
            channel.writeAndFlush(attempt);
            runAll();

            assertThat(attempt.isSettled()).isTrue();
            assertThat(attempt.isSent()).isFalse();
        });
    }

    @Test
    void whatIsGatheredWhenTheChannelEndsFailsAsUnsent() throws Exception {
        inTheLoopsThread(() -> {
            Channel channel = connected();
            Attempt<?, ?, ?> attempt = attempt();

            loop.execute(() -> {
                channel.writeAndFlush(attempt);
                channel.unsafe().close(channel.voidPromise());
            });
            runAll();

            assertThat(attempt.isSettled()).isTrue();
            assertThat(attempt.isSent()).isFalse();
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5})
    void whatCannotBeEncodedFailsAndLeavesNothingBehind(int count) throws Exception {
        inTheLoopsThread(() -> {
            Channel channel = connected();
            channel.pipeline().addBefore("redis-guard-gathering", "user's", new ChannelOutboundHandlerAdapter() {
                @Override
                public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
                    throw new IllegalStateException("no memory");
                }
            });
            List<Attempt<?, ?, ?>> attempts = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                attempts.add(attempt());
            }

            attempts.forEach(channel::writeAndFlush);
            runAll();

            assertThat(attempts).allMatch(Attempt::hasLeft).allMatch(Attempt::isSettled);
        });
    }

    @Test
    void whatIsWrittenBeforeAnythingElseGoesOutBeforeIt() throws Exception {
        inTheLoopsThread(() -> {
            Channel channel = connected();
            Attempt<?, ?, ?> attempt = attempt();
            AsyncCommand<String, String, String> other = command();

            channel.write(attempt);
            channel.writeAndFlush(other);
            runAll();

            assertThat(attempt.isSent()).isTrue();
        });
    }

    private Channel connected() {
        link.connect(loop);
        runAll();
        return Objects.requireNonNull(link.channel());
    }

    private Attempt<?, ?, ?> attempt() {
        Dispatcher dispatcher = link.context().dispatcher();
        return Objects.requireNonNull(
                dispatcher.admit(dispatcher.callOfThisThread(command(), CallerWishes.NONE, false), null));
    }

    private static AsyncCommand<String, String, String> command() {
        return new AsyncCommand<>(new Command<>(
                CommandType.GET,
                new ValueOutput<>(StringCodec.UTF8),
                new CommandArgs<>(StringCodec.UTF8).addKey("key")));
    }

    private void runAll() {
        while (loop.hasTasks()) {
            loop.step();
        }
    }

    /** The model runs on threads of netty's kind only. */
    private static void inTheLoopsThread(Runnable test) throws Exception {
        FutureTask<Void> run = new FutureTask<>(test, null);
        new FastThreadLocalThread(run, "gathering").start();
        run.get();
    }
}
