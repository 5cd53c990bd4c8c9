package io.redisguard.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;

import ch.qos.logback.classic.Level;
import io.redisguard.CapturedLog;
import io.redisguard.command.CommandCall;
import io.redisguard.command.ConnectionRole;
import io.redisguard.command.GuardEvent;
import io.redisguard.command.GuardEvents;
import io.redisguard.error.CallOutcome;
import io.redisguard.error.CommandRejectedException;
import io.redisguard.simulation.PlainCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class RulesTest {
    private static final String SERVER = "server:6379";

    private final AtomicLong now = new AtomicLong();
    private final List<GuardEvent> events = new ArrayList<>();

    private Policy policy(PolicyOptions options) {
        return new Policy(options, now::get, new GuardEvents(events::add));
    }

    /** Takes a call through the stage, and ends it well. */
    private static void pass(Policy policy, CommandCall call) {
        PolicyStage stage = policy.stage(ConnectionRole.SHARED, SERVER);
        stage.enter(call);
        stage.settled(call, CallOutcome.SUCCESS);
    }

    private static @Nullable Throwable thrownBy(Policy policy, CommandCall call) {
        return catchThrowable(() -> pass(policy, call));
    }

    static Stream<Arguments> rulesInTheirModes() {
        return Stream.of(PolicyRule.values())
                .flatMap(rule ->
                        Stream.of(PolicyMode.values()).filter(rule::canBe).map(mode -> Arguments.of(rule, mode)));
    }

    @ParameterizedTest
    @MethodSource("rulesInTheirModes")
    void whatBreaksARuleIsTreatedAsItsModeSays(PolicyRule rule, PolicyMode mode) {
        Policy policy = policy(Sin.options().mode(rule, mode).build());

        Throwable thrown;
        List<String> warnings;
        try (CapturedLog log = CapturedLog.from(Level.WARN)) {
            thrown = thrownBy(policy, Sin.of(rule).call().get());
            warnings = log.warnings();
        }

        String command = Sin.of(rule).call().get().facts().name();
        if (mode == PolicyMode.REJECT) {
            assertThat(thrown)
                    .isInstanceOfSatisfying(
                            CommandRejectedException.class,
                            e -> assertThat(e.rule()).isEqualTo(rule.id()))
                    .hasMessageMatching(command + " was refused by rule " + rule.id() + ": .+\\. .+\\.");
        } else {
            assertThat(thrown).isNull();
        }
        if (mode == PolicyMode.WARN) {
            assertThat(warnings)
                    .singleElement()
                    .asString()
                    .matches("At server:6379: " + command + " breaks rule " + rule.id() + ": .+\\. .+\\.");
        } else {
            assertThat(warnings).isEmpty();
        }
        PolicyAction action = switch (mode) {
            case OBSERVE -> PolicyAction.OBSERVED;
            case WARN -> PolicyAction.WARNED;
            case REJECT -> PolicyAction.REJECTED;
        };
        assertThat(policy.report().entries()).singleElement().satisfies(entry -> {
            assertThat(entry.rule()).isEqualTo(rule);
            assertThat(entry.command()).isEqualTo(command);
            assertThat(entry.action()).isEqualTo(action);
            assertThat(entry.count()).isEqualTo(1);
        });
        assertThat(events).containsExactly(new GuardEvent.PolicyViolated(SERVER, command, rule.id(), action.id()));
    }

    @ParameterizedTest
    @EnumSource
    void aRuleThatIsNotNamedHasItsDefault(PolicyRule rule) {
        Policy policy = policy(Sin.options().build());

        Throwable thrown = thrownBy(policy, Sin.of(rule).call().get());

        assertThat(thrown != null).isEqualTo(rule.byDefault() == PolicyMode.REJECT);
    }

    @ParameterizedTest
    @EnumSource
    void whatIsAllowedAtItsPlacePassesAndIsReportedWithTheReason(PolicyRule rule) {
        Policy policy = policy(Sin.options().build());
        PlainCall call = Sin.of(rule).call().get();

        Throwable thrown = thrownBy(policy, call.allowing(call.facts().name().toLowerCase(Locale.ROOT), "nightly job"));

        if (rule == PolicyRule.SHARED_CONNECTION) {
            assertThat(thrown).isInstanceOf(CommandRejectedException.class);
            return;
        }
        assertThat(thrown).isNull();
        assertThat(policy.report().entries()).singleElement().satisfies(entry -> {
            assertThat(entry.action()).isEqualTo(PolicyAction.ALLOWED);
            assertThat(entry.reasons()).containsExactly("nightly job");
        });
    }

    @Test
    void anAllowanceHoldsForItsCommandOnly() {
        Policy policy = policy(PolicyOptions.builder().build());

        Throwable thrown = thrownBy(policy, new PlainCall("FLUSHALL").allowing("KEYS", "nightly job"));

        assertThat(thrown).isInstanceOf(CommandRejectedException.class);
    }

    @Test
    void everyRuleCanBeObservedButTheOneThatProtectsTheSharedConnection() {
        PolicyOptions options =
                PolicyOptions.builder().everyRule(PolicyMode.OBSERVE).build();

        assertThat(PolicyRule.values())
                .allSatisfy(rule -> assertThat(options.mode(rule))
                        .isEqualTo(rule == PolicyRule.SHARED_CONNECTION ? PolicyMode.REJECT : PolicyMode.OBSERVE));
    }

    @Test
    void modesThatARuleCannotHaveAreRefusedAllAtOnce() {
        PolicyOptions.Builder bad = PolicyOptions.builder()
                .mode(PolicyRule.SHARED_CONNECTION, PolicyMode.OBSERVE)
                .mode(PolicyRule.BIG_REPLY, PolicyMode.REJECT)
                .keys(KeyPolicy.of("a:*").build())
                .keys(KeyPolicy.of("a:*").build());

        assertThatIllegalArgumentException()
                .isThrownBy(bad::build)
                .withMessageContaining("shared-connection=OBSERVE (allowed: REJECT)")
                .withMessageContaining("big-reply=REJECT (allowed: OBSERVE to WARN)")
                .withMessageContaining("keys=a:* (allowed: each pattern once)");
    }

    @Test
    void aPatternHasItsOwnModesAndLimits() {
        Policy policy = policy(PolicyOptions.builder()
                .keys(KeyPolicy.of("blob:*")
                        .limits(PolicyLimits.builder()
                                .bigValueBytes(10_000_000)
                                .hugeValueBytes(20_000_000)
                                .build())
                        .mode(PolicyRule.UNBOUNDED_READ, PolicyMode.REJECT)
                        .build())
                .build());

        assertThat(thrownBy(policy, new PlainCall("SET", "blob:1", "x".repeat(2_000_000))))
                .isNull();
        assertThat(thrownBy(policy, new PlainCall("SET", "other", "x".repeat(2_000_000))))
                .isInstanceOf(CommandRejectedException.class);
        assertThat(thrownBy(policy, new PlainCall("HGETALL", "blob:1"))).isInstanceOf(CommandRejectedException.class);
        assertThat(thrownBy(policy, new PlainCall("HGETALL", "other"))).isNull();
    }

    @Test
    void theStrictestModeAmongTheKeysOfACallHolds() {
        Policy policy = policy(PolicyOptions.builder()
                .keys(KeyPolicy.of("strict:*")
                        .mode(PolicyRule.UNBOUNDED_READ, PolicyMode.REJECT)
                        .build())
                .build());

        assertThat(thrownBy(policy, new PlainCall("SUNION", "a", "strict:b", "c")))
                .isInstanceOf(CommandRejectedException.class);
    }

    @Test
    void theFirstPatternThatMatchesHolds() {
        Policy policy = policy(PolicyOptions.builder()
                .keys(KeyPolicy.of("cache:static:*").build())
                .keys(KeyPolicy.of("cache:*").expiring().build())
                .build());

        assertThat(thrownBy(policy, new PlainCall("SET", "cache:static:1", "v")))
                .isNull();
        assertThat(thrownBy(policy, new PlainCall("SET", "cache:1", "v")))
                .isInstanceOf(CommandRejectedException.class)
                .hasMessageContaining("a key of 'cache:*'");
    }

    @Test
    void noMessageHoldsAKeyOrAValue() {
        PolicyOptions.Builder strict = Sin.options();
        for (PolicyRule rule : PolicyRule.values()) {
            if (rule.canBe(PolicyMode.REJECT)) {
                strict.mode(rule, PolicyMode.REJECT);
            }
        }
        Policy policy = policy(strict.build());

        assertThat(thrownBy(policy, new PlainCall("SET", "cache:sec ret" + "k".repeat(600), "secret")))
                .hasMessageNotContainingAny("ret", "kkk");
        assertThat(thrownBy(policy, new PlainCall("MGET", "cache:ret1", "cache:ret2")))
                .hasMessageNotContaining("ret");
        assertThat(policy.report().toText() + policy.report().toJson()).doesNotContain("ret1", "kkk");
    }

    @Test
    void warningsOfTheSameRuleAndCommandAreLoggedOnceAMinute() {
        Policy policy = policy(PolicyOptions.builder().build());

        try (CapturedLog log = CapturedLog.from(Level.WARN)) {
            for (int i = 0; i < 1_000; i++) {
                pass(policy, new PlainCall("GET", "a b"));
            }
            pass(policy, new PlainCall("TTL", "a b"));
            assertThat(log.warnings()).hasSize(2);

            now.addAndGet(TimeUnit.MINUTES.toNanos(1));
            pass(policy, new PlainCall("GET", "a b"));
            assertThat(log.warnings()).hasSize(3);
        }
        assertThat(policy.report().entries())
                .filteredOn(entry -> entry.command().equals("GET"))
                .singleElement()
                .extracting(PolicyReport.Entry::count)
                .isEqualTo(1_001L);
    }
}
