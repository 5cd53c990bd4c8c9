package io.redisguard.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.redisguard.command.ConnectionRole;
import io.redisguard.command.GuardEvents;
import io.redisguard.error.CallOutcome;
import io.redisguard.error.CommandRejectedException;
import io.redisguard.simulation.PlainCall;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChecksTest {
    private final Policy policy = new Policy(
            PolicyOptions.builder().slots(SlotDemand.ONE_SLOT).build(), System::nanoTime, new GuardEvents(null));
    private final PolicyStage stage = policy.stage(ConnectionRole.SHARED, "server:6379");

    private List<PolicyRule> brokenBy(PlainCall call) {
        try {
            stage.enter(call);
        } catch (RuntimeException refused) {
            assertThat(refused).hasMessageContaining(call.facts().name());
        }
        return policy.report().entries().stream().map(PolicyReport.Entry::rule).toList();
    }

    private List<PolicyRule> brokenByReplyTo(PlainCall call) {
        stage.enter(call);
        stage.settled(call, CallOutcome.SUCCESS);
        return policy.report().entries().stream().map(PolicyReport.Entry::rule).toList();
    }

    @Test
    void anOrdinaryCallBreaksNothing() {
        assertThat(brokenBy(new PlainCall("GET", "user:42"))).isEmpty();
        assertThat(brokenBy(new PlainCall("SET", "user:42", "a value with blanks\r\n", "EX", "10")))
                .isEmpty();
        assertThat(brokenBy(new PlainCall("MGET", "{u}:1", "{u}:2"))).isEmpty();
        assertThat(brokenBy(new PlainCall("PING"))).isEmpty();
    }

    @Nested
    class AtALimit {
        @Test
        void aKeyOf512BytesPassesAndOneMoreDoesNot() {
            assertThat(brokenBy(new PlainCall("GET", "é".repeat(256)))).isEmpty();
            assertThat(brokenBy(new PlainCall("GET", "é".repeat(256) + "k"))).containsExactly(PolicyRule.LONG_KEY);
        }

        @Test
        void aValueOf100KilobytesPassesAndOneMoreByteDoesNot() {
            assertThat(brokenBy(new PlainCall("SET", "k", "v".repeat(100 * 1024))))
                    .isEmpty();
            assertThat(brokenBy(new PlainCall("SET", "k", "v".repeat(100 * 1024 + 1))))
                    .containsExactly(PolicyRule.BIG_VALUE);
        }

        @Test
        void aValueOfAMegabyteIsBigAndOneMoreByteIsHuge() {
            assertThat(brokenBy(new PlainCall("SET", "k", "v".repeat(1024 * 1024))))
                    .containsExactly(PolicyRule.BIG_VALUE);
            assertThat(brokenBy(new PlainCall("HSET", "k", "f", "v".repeat(1024 * 1024 + 1))))
                    .containsExactly(PolicyRule.BIG_VALUE, PolicyRule.HUGE_VALUE);
        }

        @Test
        void aReplyOf10000ElementsPassesAndOneMoreDoesNot() {
            assertThat(brokenByReplyTo(new PlainCall("LRANGE", "k", "0", "10000").reply(10_000, 1024 * 1024)))
                    .isEmpty();
            assertThat(brokenByReplyTo(new PlainCall("LRANGE", "k", "0", "10001").reply(10_001, 1)))
                    .containsExactly(PolicyRule.BIG_REPLY);
        }
    }

    @Nested
    class Deletes {
        @Test
        void ofAKeyWhoseReplyWasBigAreTold() {
            brokenByReplyTo(new PlainCall("LRANGE", "heap", "0", "99999").reply(20_000, 1));

            assertThat(brokenBy(new PlainCall("DEL", "heap")))
                    .containsExactly(PolicyRule.BIG_REPLY, PolicyRule.BIG_DELETE);
        }

        /** The server frees a string at once, also with UNLINK. */
        @Test
        void ofAStringPassHoweverLargeItIs() {
            brokenByReplyTo(new PlainCall("GET", "text").reply(1, 2_000_000));
            brokenBy(new PlainCall("SET", "text", "v".repeat(200 * 1024)));

            assertThat(brokenBy(new PlainCall("DEL", "text")))
                    .containsExactly(PolicyRule.BIG_REPLY, PolicyRule.BIG_VALUE);
        }

        @Test
        void ofKeysThatWereReadTogetherPass() {
            brokenByReplyTo(new PlainCall("SUNION", "{h}small", "{h}big").reply(20_000, 1));

            assertThat(brokenBy(new PlainCall("DEL", "{h}small", "{h}big")))
                    .doesNotContain(PolicyRule.BIG_DELETE)
                    .contains(PolicyRule.BIG_REPLY);
        }

        @ParameterizedTest
        @ValueSource(strings = {"SET heap v", "SETEX heap 10 v", "UNLINK heap", "HGETALL heap", "SMEMBERS heap"})
        void ofAKeyThatHoldsSomethingElseByNowPass(String line) {
            brokenByReplyTo(new PlainCall("LRANGE", "heap", "0", "99999").reply(20_000, 1));
            String[] words = line.split(" ", 2);

            brokenByReplyTo(new PlainCall(words[0], words[1].split(" ", -1)).reply(1, 1));

            assertThat(brokenBy(new PlainCall("DEL", "heap"))).doesNotContain(PolicyRule.BIG_DELETE);
        }

        @Test
        void ofOtherKeysAndWithUnlinkPass() {
            brokenByReplyTo(new PlainCall("LRANGE", "heap", "0", "99999").reply(20_000, 1));

            assertThat(brokenBy(new PlainCall("DEL", "small"))).containsExactly(PolicyRule.BIG_REPLY);
            assertThat(brokenBy(new PlainCall("UNLINK", "heap"))).containsExactly(PolicyRule.BIG_REPLY);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "return redis.call('KEYS', '*')",
                "redis.pcall(\"keys\", ARGV[1])",
                "local all = redis . call ( [[KEYS]], '*')",
                "server.call('FlushAll')",
                "redis.call('config', 'set', 'maxmemory', '1')"
            })
    void aScriptThatCallsADangerousCommandIsTold(String script) {
        assertThat(brokenBy(new PlainCall("EVAL", script, "0"))).containsExactly(PolicyRule.DANGEROUS_SCRIPT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "return redis.call('GET', KEYS[1])",
                "local keys = KEYS; return #keys",
                "redis.call('config', 'get', 'maxmemory')",
                "-- keys",
                ""
            })
    void aScriptThatUsesItsKeysIsNot(String script) {
        assertThat(brokenBy(new PlainCall("EVAL", script, "1", "k"))).isEmpty();
    }

    @Test
    void aScriptOfManyBlanksIsReadAtOnce() {
        PlainCall call = new PlainCall("EVAL", "local call = redis.call" + " ".repeat(200_000) + "return 1", "0");

        assertThat(assertTimeoutPreemptively(Duration.ofSeconds(5), () -> brokenBy(call)))
                .doesNotContain(PolicyRule.DANGEROUS_SCRIPT);
    }

    @ParameterizedTest
    @EnumSource
    void keysOfDifferentSlotsAreNamedByTheirPlaceWhereOneSlotIsDemanded(SlotDemand demand) {
        PolicyStage own = new Policy(
                        PolicyOptions.builder().slots(demand).build(), System::nanoTime, new GuardEvents(null))
                .stage(ConnectionRole.SHARED, "server:6379");

        Throwable thrown = catchThrowable(() -> own.enter(new PlainCall("DEL", "{a}1", "{a}2", "{b}1")));

        if (demand == SlotDemand.ONE_SLOT) {
            assertThat(thrown)
                    .hasMessageContaining("its first key lies in slot 15495 and its third in slot 3300")
                    .hasMessageNotContainingAny("{a}", "{b}");
        } else {
            assertThat(thrown).isNull();
        }
    }

    @Test
    void everythingRunsOnAnExclusiveConnectionButWhatFalsifiesItsReplies() {
        PolicyStage exclusive = policy.stage(ConnectionRole.EXCLUSIVE, "server:6379");

        exclusive.enter(new PlainCall("MULTI"));
        exclusive.enter(new PlainCall("SELECT", "1"));

        assertThat(catchThrowable(() -> exclusive.enter(new PlainCall("SYNC")))).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"MSET", "HSET", "RPUSH"})
    void aHugeValueIsFoundBehindABigOne(String command) {
        String[] arguments = command.equals("MSET")
                ? new String[] {"{k}1", "v".repeat(200 * 1024), "{k}2", "v".repeat(2_000_000)}
                : new String[] {"k", "v".repeat(200 * 1024), "v".repeat(2_000_000)};

        assertThatExceptionOfType(CommandRejectedException.class)
                .isThrownBy(() -> stage.enter(new PlainCall(command, arguments)))
                .satisfies(refusal -> assertThat(refusal.rule()).isEqualTo("huge-value"));
    }

    @Test
    void whatATransactionBringsIsToldOnce() {
        stage.settled(new PlainCall("SMEMBERS", "k").queued().reply(20_000, 1), CallOutcome.SUCCESS);
        stage.settled(new PlainCall("EXEC").reply(20_000, 1), CallOutcome.SUCCESS);

        assertThat(policy.report().entries())
                .singleElement()
                .extracting(PolicyReport.Entry::command)
                .isEqualTo("EXEC");
    }

    /** No key opens the door for the others, wherever it stands. */
    @Nested
    class AmongKeysOfDifferentPatterns {
        private final PolicyStage mixed = new Policy(
                        PolicyOptions.builder()
                                .mode(PolicyRule.LONG_KEY, PolicyMode.REJECT)
                                .mode(PolicyRule.KEY_CHARACTERS, PolicyMode.REJECT)
                                .mode(PolicyRule.BIG_DELETE, PolicyMode.REJECT)
                                .keys(KeyPolicy.of("lenient:*")
                                        .mode(PolicyRule.HUGE_VALUE, PolicyMode.WARN)
                                        .mode(PolicyRule.LONG_KEY, PolicyMode.OBSERVE)
                                        .mode(PolicyRule.KEY_CHARACTERS, PolicyMode.OBSERVE)
                                        .mode(PolicyRule.BIG_DELETE, PolicyMode.OBSERVE)
                                        .mode(PolicyRule.MISSING_EXPIRY, PolicyMode.OBSERVE)
                                        .expiring()
                                        .big()
                                        .build())
                                .keys(KeyPolicy.of("strict:*").expiring().big().build())
                                .keys(KeyPolicy.of("tiny:*")
                                        .limits(PolicyLimits.builder()
                                                .bigValueBytes(10)
                                                .hugeValueBytes(20)
                                                .build())
                                        .build())
                                .build(),
                        System::nanoTime,
                        new GuardEvents(null))
                .stage(ConnectionRole.SHARED, "server:6379");

        private @Nullable String ruleThatRefuses(String command, String... arguments) {
            return catchThrowable(() -> mixed.enter(new PlainCall(command, arguments)))
                            instanceof CommandRejectedException refusal
                    ? refusal.rule()
                    : null;
        }

        @Test
        void theStrictestModeOfThoseThatBreakARuleHolds() {
            String huge = "v".repeat(2_000_000);
            String value = "v".repeat(30);
            String tail = "k".repeat(600);

            assertThat(ruleThatRefuses("MSET", "other", "1", "x", huge)).isEqualTo("huge-value");
            assertThat(ruleThatRefuses("MSETNX", "x", huge, "other", "1")).isEqualTo("huge-value");
            assertThat(ruleThatRefuses("MSET", "x", "1", "tiny:1", value)).isEqualTo("huge-value");
            assertThat(ruleThatRefuses("MSET", "tiny:1", "1", "x", value)).isNull();
            assertThat(ruleThatRefuses("EVAL", "return 1", "2", "tiny:1", "x", value))
                    .isEqualTo("huge-value");
            assertThat(ruleThatRefuses("MGET", "lenient:" + tail, tail)).isEqualTo("long-key");
            assertThat(ruleThatRefuses("MGET", "lenient:" + tail, "x")).isNull();
            assertThat(ruleThatRefuses("MGET", "lenient: x", "a b")).isEqualTo("key-characters");
            assertThat(ruleThatRefuses("DEL", "lenient:1", "strict:1")).isEqualTo("big-delete");
            assertThat(ruleThatRefuses("DEL", "lenient:1", "x")).isNull();
            assertThat(ruleThatRefuses("MSET", "lenient:1", "1", "strict:1", "1"))
                    .isEqualTo("missing-expiry");
            assertThat(ruleThatRefuses("MSET", "lenient:1", "1", "x", "1")).isNull();
        }
    }
}
