package io.redisguard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.TransactionResult;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.reactive.RedisReactiveCommands;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.RedisCommand;
import io.redisguard.connection.ConnectionOptions;
import io.redisguard.connection.PoolOptions;
import io.redisguard.error.CallInterruptedException;
import io.redisguard.error.CommandRejectedException;
import io.redisguard.error.ConnectionLostException;
import io.redisguard.error.DeadlineExceededException;
import io.redisguard.error.EncodeFailedException;
import io.redisguard.error.GuardClosedException;
import io.redisguard.error.PoolExhaustedException;
import io.redisguard.test.Direction;
import io.redisguard.test.FaultProxy;
import io.redisguard.test.RedisExtension;
import io.redisguard.test.RedisServer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A block has a connection for itself, and leaves nothing behind in it. */
@ExtendWith(RedisExtension.class)
class ExclusiveIT {
    private final String key = Canary.key("exclusive");
    private final String value = Canary.value();
    private final RedisServer server;
    private final FaultProxy proxy;
    private final RedisGuard guard;

    ExclusiveIT(RedisServer server) {
        this.server = server;
        this.proxy = FaultProxy.inFrontOf(server);
        this.guard = RedisGuard.builder()
                .uri(proxy.uri())
                .connection(ConnectionOptions.builder()
                        .exclusive(PoolOptions.builder()
                                .maxSize(1)
                                .maxWait(Duration.ofSeconds(5))
                                .build())
                        .drainTimeout(Duration.ofMillis(100))
                        .build())
                .build();
    }

    @AfterEach
    void close() {
        guard.close();
        proxy.close();
    }

    /** What a block must find, whatever the block before it did. */
    private void assertThatTheNextBlockStartsAfresh() {
        guard.exclusive(connection -> {
            assertThat(connection.isMulti()).isFalse();
            RedisCommands<String, String> redis = connection.sync();
            assertThat(redis.clientInfo()).contains(" db=0 ", " multi=-1 ");
            assertThat(redis.set(key + ":next", "direct")).isEqualTo("OK");
            return redis.get(key + ":next");
        });
        assertThat(server.execute("GET", key + ":next")).isEqualTo("direct");
    }

    private @Nullable Object stored(String name) {
        return server.execute("GET", name);
    }

    @Nested
    class GivenATransaction {
        @Test
        void whenExecuted_thenResultsComeFromExecAndFromTheMembers() {
            List<RedisFuture<?>> members = new ArrayList<>();

            TransactionResult result = guard.exclusive(connection -> {
                RedisCommands<String, String> redis = connection.sync();
                redis.multi();
                assertThat(redis.set(key, "1")).isNull();
                members.add(connection.async().incr(key));
                members.add(connection.async().get(key));
                return redis.exec();
            });

            assertThat(result.wasDiscarded()).isFalse();
            assertThat(result.stream().toList()).isEqualTo(List.<Object>of("OK", 2L, "2"));
            assertThat(members)
                    .extracting(member -> member.get(1, TimeUnit.SECONDS))
                    .isEqualTo(List.<Object>of(2L, "2"));
            assertThatTheNextBlockStartsAfresh();
        }

        @Test
        void whenUsedReactively_thenItWorksToo() {
            TransactionResult result = guard.exclusive(connection -> {
                RedisReactiveCommands<String, String> redis = connection.reactive();
                return redis.multi()
                        .flatMap(ok -> {
                            var incremented = redis.incr(key).subscribe();
                            assertThat(incremented.isDisposed()).isFalse();
                            return redis.exec();
                        })
                        .block();
            });

            assertThat(result).isNotNull();
            assertThat((Long) result.get(0)).isEqualTo(1);
            assertThatTheNextBlockStartsAfresh();
        }

        @Test
        void whenAMemberFailsOnTheServer_thenOnlyItFails() {
            List<RedisFuture<?>> failing = new ArrayList<>();

            TransactionResult result = guard.exclusive(connection -> {
                connection.sync().set(key, "text");
                connection.sync().multi();
                failing.add(connection.async().incr(key));
                connection.sync().set(key, "other");
                return connection.sync().exec();
            });

            assertThat(result.<Object>get(0)).isInstanceOf(RedisCommandExecutionException.class);
            assertThat((String) result.get(1)).isEqualTo("OK");
            assertThatThrownBy(() -> Door.await(failing.get(0))).isInstanceOf(RedisCommandExecutionException.class);
        }

        @Test
        void whenTheServerRefusesToQueueAMember_thenNoneIsReportedAsDone() {
            List<RedisFuture<?>> members = new ArrayList<>();

            Throwable thrown = catchThrowable(() -> guard.exclusive(connection -> {
                connection.sync().multi();
                members.add(connection.async().set(key, "1"));
                members.add(connection.async().dispatch(CommandType.INCR, new StatusOutput<>(StringCodec.UTF8)));
                members.add(connection.async().get(key));
                return connection.sync().exec();
            }));

            assertThat(thrown)
                    .isInstanceOf(RedisCommandExecutionException.class)
                    .hasMessageContaining("EXECABORT");
            assertThat(members)
                    .extracting(member -> catchThrowable(() -> Door.await(member)))
                    .hasOnlyElementsOfType(RedisCommandExecutionException.class)
                    .extracting(failure -> String.valueOf(failure.getMessage()).split(" ", 2)[0])
                    .containsExactly("EXECABORT", "ERR", "EXECABORT");
            assertThat(stored(key)).isNull();
            assertThatTheNextBlockStartsAfresh();
        }

        @Test
        void whenAValueCannotBeEncoded_thenTheOthersAreExecutedInStep() throws Exception {
            List<RedisFuture<?>> members = new ArrayList<>();

            TransactionResult result = guard.exclusive(new PickyCodec(), connection -> {
                connection.sync().multi();
                members.add(connection.async().set(key, "good"));
                members.add(connection.async().set(key, PickyCodec.UNWRITABLE));
                members.add(connection.async().get(key));
                return connection.sync().exec();
            });

            assertThat(result.stream().toList()).isEqualTo(List.of("OK", "good"));
            assertThatThrownBy(() -> Door.await(members.get(1))).isInstanceOf(EncodeFailedException.class);
            assertThat(Door.await(members.get(2))).isEqualTo("good");
            assertThatTheNextBlockStartsAfresh();
        }

        @Test
        void whenDispatchedAsOneBatch_thenItIsATransactionLikeAnyOther() throws Exception {
            AsyncCommand<String, String, String> bad = command(CommandType.SET, key, PickyCodec.UNWRITABLE);
            AsyncCommand<String, String, String> get = command(CommandType.GET, key);
            AsyncCommand<String, String, ?> exec = command(CommandType.EXEC);
            List<RedisCommand<String, String, ?>> batch =
                    List.of(command(CommandType.MULTI), command(CommandType.SET, key, "v"), bad, get, exec);

            List<@Nullable Object> result = new ArrayList<>();
            guard.exclusive(new PickyCodec(), connection -> {
                connection.dispatch(batch);
                return result.add(Door.await(exec));
            });

            assertThat(result.get(0))
                    .isInstanceOfSatisfying(
                            TransactionResult.class,
                            r -> assertThat(r.stream().toList()).isEqualTo(List.of("OK", "v")));
            assertThat(Door.await(get)).isEqualTo("v");
            assertThatThrownBy(() -> Door.await(bad)).isInstanceOf(EncodeFailedException.class);
            assertThatTheNextBlockStartsAfresh();
        }

        private AsyncCommand<String, String, String> command(CommandType type, String... words) {
            PickyCodec codec = new PickyCodec();
            CommandArgs<String, String> args = new CommandArgs<>(codec);
            for (int i = 0; i < words.length; i++) {
                if (i == 0) {
                    args.addKey(words[i]);
                } else {
                    args.addValue(words[i]);
                }
            }
            return new AsyncCommand<>(new Command<>(type, new StatusOutput<>(codec), args));
        }

        @Test
        void whenItsKeywordsAreOdd_thenItIsSeenNevertheless() throws Exception {
            guard.exclusive(connection -> {
                Door.LOWER_CASE_KEYWORD.send(connection, "MULTI");
                assertThat(connection.isMulti()).isTrue();
                return connection.sync().set(key, "queued");
            });

            assertThat(stored(key)).isNull();
            assertThatTheNextBlockStartsAfresh();
        }

        @Test
        void whenMultiIsNested_thenItIsRefusedAndTheTransactionGoesOn() {
            TransactionResult result = guard.exclusive(connection -> {
                RedisCommands<String, String> redis = connection.sync();
                redis.multi();
                redis.set(key, "once");
                assertThatThrownBy(redis::multi)
                        .isInstanceOf(CommandRejectedException.class)
                        .hasMessageContaining("MULTI");
                return redis.exec();
            });

            assertThat(result.stream().toList()).isEqualTo(List.of("OK"));
            assertThatTheNextBlockStartsAfresh();
        }

        @Test
        void whenMultiFailsOnTheServer_thenTheBlockCannotGoOnAsIfItHadNot() {
            server.execute("ACL", "SETUSER", "limited", "on", "nopass", "~*", "+@all", "-multi");
            try (RedisGuard limited =
                    RedisGuard.connect("redis://limited:any@" + server.host() + ":" + server.port())) {
                limited.exclusive(connection -> {
                    assertThatThrownBy(() -> connection.sync().multi()).hasMessageContaining("NOPERM");
                    assertThatThrownBy(() -> connection.sync().set(key, "outside"))
                            .isInstanceOf(ConnectionLostException.class)
                            .hasMessageContaining("MULTI");
                    return "";
                });
            }

            assertThat(stored(key)).isNull();
        }

        @Test
        void whenDiscarded_thenTheMembersEndAndNothingIsDone() {
            List<RedisFuture<?>> member = new ArrayList<>();

            guard.exclusive(connection -> {
                connection.sync().multi();
                member.add(connection.async().set(key, "1"));
                return connection.sync().discard();
            });

            await().atMost(Duration.ofSeconds(1)).until(member.get(0)::isDone);
            assertThat(stored(key)).isNull();
            assertThatTheNextBlockStartsAfresh();
        }

        @Test
        void whenTheBlockThrowsInTheMiddle_thenItsMembersFailAndTheNextBlockIsUnharmed() {
            List<RedisFuture<?>> member = new ArrayList<>();

            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> guard.exclusive(connection -> {
                        connection.sync().multi();
                        member.add(connection.async().set(key, "1"));
                        throw new IOException("the block's own");
                    }))
                    .withMessage("the block's own");

            assertThatThrownBy(() -> Door.await(member.get(0)))
                    .isInstanceOf(CommandRejectedException.class)
                    .hasMessageContaining("never executed");
            assertThat(stored(key)).isNull();
            assertThatTheNextBlockStartsAfresh();
        }

        @Test
        void whenExecHangs_thenExecAndItsMembersFailAlike() {
            List<RedisFuture<?>> futures = new ArrayList<>();

            guard.exclusive(connection -> {
                connection.sync().multi();
                futures.add(connection.async().set(key, "1"));
                server.pause();
                futures.add(connection.async().exec());
                await().atMost(Duration.ofSeconds(2))
                        .until(() -> futures.stream().allMatch(Future::isDone));
                assertThatThrownBy(() -> connection.sync().get(key)).isInstanceOf(ConnectionLostException.class);
                return "";
            });

            assertThat(futures)
                    .allSatisfy(future -> assertThatThrownBy(() -> Door.await(future))
                            .isInstanceOfSatisfying(
                                    DeadlineExceededException.class,
                                    e -> assertThat(e.isOutcomeUnknown()).isTrue()));
            server.resume();
            assertThatTheNextBlockStartsAfresh();
        }
    }

    @Nested
    class GivenAWatch {
        @Test
        void whenSomebodyElseWrites_thenTheTransactionIsDiscarded() throws Exception {
            List<RedisFuture<String>> member = new ArrayList<>();

            TransactionResult result = guard.exclusive(connection -> {
                RedisCommands<String, String> redis = connection.sync();
                redis.watch(key);
                guard.commands().sync().set(key, "theirs");
                redis.multi();
                member.add(connection.async().set(key, value));
                return redis.exec();
            });

            assertThat(result.wasDiscarded()).isTrue();
            assertThat(Door.await(member.get(0))).isNull();
            assertThat(stored(key)).isEqualTo("theirs");
        }

        @Test
        void whenNobodyElseWrites_thenItCommits() {
            TransactionResult result = guard.exclusive(connection -> {
                RedisCommands<String, String> redis = connection.sync();
                redis.watch(key);
                redis.multi();
                redis.set(key, value);
                return redis.exec();
            });

            assertThat(result.wasDiscarded()).isFalse();
            assertThat(stored(key)).isEqualTo(value);
        }

        @Test
        void whenTheBlockEndsWithoutUnwatch_thenTheNextTransactionDoesNotInheritIt() {
            guard.exclusive(connection -> connection.sync().watch(key));
            guard.commands().sync().set(key, "theirs");

            TransactionResult result = guard.exclusive(connection -> {
                connection.sync().multi();
                connection.sync().set(key, value);
                return connection.sync().exec();
            });

            assertThat(result.wasDiscarded()).isFalse();
        }

        @Test
        void whenTheLinkIsLostBeforeMulti_thenNothingIsEverCommittedUnwatched() {
            Throwable thrown = catchThrowable(() -> guard.exclusive(connection -> {
                RedisCommands<String, String> redis = connection.sync();
                redis.watch(key);
                proxy.reset();
                guard.commands(); // anybody may write now
                server.execute("SET", key, "theirs");
                await().atMost(Duration.ofSeconds(3)).until(() -> proxy.accepted() >= 4); // both have noticed
                redis.multi();
                redis.set(key, value);
                return redis.exec();
            }));

            assertThat(thrown)
                    .isInstanceOfSatisfying(
                            ConnectionLostException.class,
                            e -> assertThat(e.wasSent()).isFalse())
                    .hasMessageContaining("lost its state");
            assertThat(stored(key)).isEqualTo("theirs");
            assertThatTheNextBlockStartsAfresh();
        }
    }

    @Test
    void whenTheServerClosesTheLink_thenTheBlockIsToldOfTheLoss() {
        Throwable thrown = catchThrowable(() -> guard.exclusive(connection -> {
            connection.sync().get(key);
            server.execute("CLIENT", "KILL", "TYPE", "normal");
            return connection.sync().get(key);
        }));

        assertThat(thrown).isInstanceOf(ConnectionLostException.class);
        assertThatTheNextBlockStartsAfresh();
    }

    @Nested
    class GivenALinkLostInsideMulti {
        @ParameterizedTest
        @ValueSource(booleans = {true, false})
        void whenTheBlockGoesOn_thenNothingIsExecutedOutsideTheTransaction(boolean afterReconnect) {
            List<RedisFuture<?>> futures = new ArrayList<>();

            guard.exclusive(connection -> {
                connection.sync().multi();
                futures.add(connection.async().set(key + ":1", "x"));
                proxy.reset();
                if (afterReconnect) {
                    await().atMost(Duration.ofSeconds(3)).until(() -> proxy.accepted() >= 4);
                }
                for (int i = 2; i < 20; i++) {
                    futures.add(connection.async().set(key + ":" + i, "x"));
                }
                futures.add(connection.async().exec());
                await().atMost(Duration.ofSeconds(2))
                        .until(() -> futures.stream().allMatch(Future::isDone));
                return "";
            });

            assertThat(futures)
                    .allSatisfy(future -> assertThatThrownBy(() -> Door.await(future))
                            .isInstanceOfAny(ConnectionLostException.class, GuardClosedException.class));
            assertThat(server.execute("KEYS", key + ":*")).isEqualTo(List.of());
            assertThatTheNextBlockStartsAfresh();
        }
    }

    @Nested
    class GivenStateLeftBehind {
        @Test
        void whenABlockSelectsAnotherDatabase_thenTheNextIsInTheFirst() {
            guard.exclusive(connection -> {
                connection.sync().select(3);
                return connection.sync().set(key, "three");
            });

            assertThat(stored(key)).isNull();
            assertThatTheNextBlockStartsAfresh();
        }

        @Test
        void whenSelectIsQueuedByMulti_thenTheNextIsInTheFirstToo() {
            guard.exclusive(connection -> {
                connection.sync().multi();
                connection.sync().select(3);
                return connection.sync().exec();
            });

            assertThatTheNextBlockStartsAfresh();
        }

        @Test
        void whenFlushingIsSwitchedOff_thenTheNextBlockHasItOn() throws Exception {
            guard.exclusive(connection -> {
                connection.setAutoFlushCommands(false);
                RedisFuture<String> written = connection.async().set(key, "v");
                connection.flushCommands();
                assertThat(Door.await(written)).isEqualTo("OK");
                return "";
            });

            assertThat(stored(key)).isEqualTo("v");
            assertThatTheNextBlockStartsAfresh();
        }

        @Test
        void whenNothingIsChanged_thenTheConnectionIsUsedAgain() {
            Long first = guard.exclusive(connection -> connection.sync().clientId());
            Long second = guard.exclusive(
                    ByteArrayCodec.INSTANCE, connection -> connection.sync().clientId());

            assertThat(second).isEqualTo(first);
        }

        @Test
        void whenTheIdleConnectionDies_thenTheNextBlockGetsANewOne() {
            guard.exclusive(connection -> connection.sync().set(key, "v"));
            proxy.reset();
            await().atMost(Duration.ofSeconds(3)).until(() -> proxy.accepted() >= 3); // the shared one is back

            assertThatTheNextBlockStartsAfresh();
        }

        @Test
        void whenCallsAreNotAwaited_thenTheyEndAndTheNextBlockDoesNotSeeThem() {
            List<RedisFuture<?>> left = new ArrayList<>();
            guard.exclusive(connection -> {
                proxy.delayReplies(Duration.ofSeconds(5));
                for (int i = 0; i < 10; i++) {
                    left.add(connection.async().get(key));
                }
                return "";
            });

            assertThat(left)
                    .allSatisfy(call ->
                            assertThatThrownBy(() -> Door.await(call)).isInstanceOf(GuardClosedException.class));
            proxy.heal(); // not earlier: it delivers at once the replies held back
            assertThatTheNextBlockStartsAfresh();
        }

        @Test
        void whenAReplyIsMissing_thenTheNextBlockDoesNotGetIt() {
            server.execute("SET", key, "late");
            guard.exclusive(connection -> {
                proxy.blackHole(Direction.TO_CLIENT);
                assertThatThrownBy(() -> connection.sync().get(key)).isInstanceOf(DeadlineExceededException.class);
                return "";
            });
            proxy.heal();

            assertThatTheNextBlockStartsAfresh();
        }

        @ParameterizedTest
        @ValueSource(strings = {"MONITOR", "CLIENT REPLY OFF", "RESET", "QUIT", "SUBSCRIBE c", "BLPOP q 0"})
        void whenWhatNoConnectionCanCarryIsTried_thenItIsRefusedHereToo(String line) {
            guard.exclusive(connection -> {
                assertThatThrownBy(() -> Door.SYNC.send(connection, line)).isInstanceOf(CommandRejectedException.class);
                return connection.sync().set(key, "in step");
            });

            assertThat(stored(key)).isEqualTo("in step");
        }

        @Test
        void whenTheConnectionIsUsedAfterItsBlock_thenItIsRefused() {
            StatefulRedisConnection<String, String> escaped = guard.exclusive(connection -> {
                connection.sync().set(key, "v");
                return connection;
            });

            assertThatThrownBy(() -> escaped.sync().set(key, "w"))
                    .isInstanceOf(GuardClosedException.class)
                    .hasMessageContaining("block has ended");
            assertThatThrownBy(() -> Door.await(escaped.async().set(key, "w")))
                    .isInstanceOf(GuardClosedException.class);
            assertThatThrownBy(() -> escaped.reactive().set(key, "w").block()).isInstanceOf(GuardClosedException.class);
            assertThat(escaped.isOpen()).isFalse();
            assertThat(stored(key)).isEqualTo("v");
        }

        @Test
        void whenTheBlockTriesToCloseIt_thenItIsRefusedWithAReason() {
            guard.exclusive(connection -> {
                assertThatThrownBy(connection::close)
                        .isInstanceOf(UnsupportedOperationException.class)
                        .hasMessageContaining("lent for one block");
                return connection.sync().ping();
            });
        }
    }

    @Nested
    class GivenOtherBlocks {
        private final ExecutorService threads = Executors.newCachedThreadPool();
        private final CountDownLatch entered = new CountDownLatch(1);
        private final CountDownLatch leave = new CountDownLatch(1);

        @AfterEach
        void end() {
            leave.countDown();
            threads.shutdownNow();
        }

        @Test
        void whenSixteenThreadsWantOne_thenOneRunsAtATimeAndAllAreServed() throws Exception {
            AtomicInteger inside = new AtomicInteger();
            AtomicInteger most = new AtomicInteger();
            List<Future<?>> running = new ArrayList<>();

            for (int i = 0; i < 16; i++) {
                running.add(threads.submit(() -> {
                    for (int round = 0; round < 10; round++) {
                        guard.exclusive(connection -> {
                            most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                            RedisCommands<String, String> redis = connection.sync();
                            redis.watch(key);
                            String before = redis.get(key);
                            redis.multi();
                            redis.set(key, Integer.toString((before == null ? 0 : Integer.parseInt(before)) + 1));
                            TransactionResult result = redis.exec();
                            assertThat(result.wasDiscarded()).isFalse();
                            inside.decrementAndGet();
                            return "";
                        });
                    }
                }));
            }
            for (Future<?> future : running) {
                future.get(20, TimeUnit.SECONDS);
            }

            assertThat(most).hasValue(1);
            assertThat(stored(key)).isEqualTo("160");
        }

        @Test
        void whenOneIsNested_thenItIsRefusedInsteadOfWaitingForItself() {
            guard.exclusive(outer -> {
                assertThatIllegalStateException()
                        .isThrownBy(() -> guard.exclusive(inner -> inner.sync().ping()))
                        .withMessageContaining("inside an exclusive block");
                return outer.sync().ping();
            });
        }

        @Test
        void whenOneTakesTooLong_thenTheNextGivesUp() throws Exception {
            try (RedisGuard impatient = RedisGuard.builder()
                    .uri(server.uri())
                    .connection(ConnectionOptions.builder()
                            .exclusive(PoolOptions.builder()
                                    .maxSize(1)
                                    .maxWait(Duration.ofMillis(400))
                                    .build())
                            .build())
                    .build()) {
                occupy(impatient);

                long start = System.nanoTime();
                Throwable thrown =
                        catchThrowable(() -> impatient.exclusive(c -> c.sync().ping()));

                assertThat(thrown)
                        .isInstanceOfSatisfying(
                                PoolExhaustedException.class,
                                e -> assertThat(e.wasSent()).isFalse())
                        .hasMessageContaining("400 ms")
                        .hasMessageContaining("exclusive.max-wait");
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(900));
                leave.countDown();
            }
        }

        @Test
        void whenAWaitingThreadIsInterrupted_thenItStopsWaitingAndKeepsTheFlag() throws Exception {
            occupy(guard);
            AtomicReference<Throwable> thrown = new AtomicReference<>();
            AtomicReference<Boolean> flag = new AtomicReference<>();

            Thread waiting = new Thread(() -> {
                thrown.set(catchThrowable(() -> guard.exclusive(c -> c.sync().ping())));
                flag.set(Thread.currentThread().isInterrupted());
            });
            waiting.start();
            waiting.interrupt();
            waiting.join(2_000);

            assertThat(thrown.get()).isInstanceOf(CallInterruptedException.class);
            assertThat(flag.get()).isTrue();
        }

        private void occupy(RedisGuard occupied) throws InterruptedException {
            Future<?> unused = threads.submit(() -> occupied.exclusive(connection -> {
                entered.countDown();
                return leave.await(10, TimeUnit.SECONDS);
            }));
            assertThat(entered.await(5, TimeUnit.SECONDS)).isTrue();
            assertThat(unused.isDone()).isFalse();
        }
    }

    @Nested
    class GivenABlockingCommand {
        @BeforeEach
        void given() {
            guard.commands().sync().rpush(key + ":full", "a");
        }

        @Test
        void whenItWaits_thenOthersDoNot() throws Exception {
            guard.exclusive(connection -> {
                var popped = connection.async().blpop(2.0, key + ":empty");
                assertThat(guard.commands().sync().set(key, "meanwhile")).isEqualTo("OK");
                guard.commands().sync().rpush(key + ":empty", "pushed");
                var found = Door.await(popped);
                assertThat(found).isNotNull();
                assertThat(found.getValue()).isEqualTo("pushed");
                return "";
            });
        }

        @Test
        void whenItIsQueuedByMulti_thenItDoesNotWaitEvenForEver() {
            TransactionResult result = guard.exclusive(connection -> {
                connection.sync().multi();
                connection.sync().blpop(0, key + ":full");
                return connection.sync().exec();
            });

            assertThat(result.size()).isEqualTo(1);
        }
    }
}
