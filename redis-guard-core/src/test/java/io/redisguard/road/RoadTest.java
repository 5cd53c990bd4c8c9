package io.redisguard.road;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redisguard.command.AttemptStage;
import io.redisguard.command.CommandAttempt;
import io.redisguard.command.CommandCall;
import io.redisguard.command.CommandStage;
import io.redisguard.command.ConnectionRole;
import io.redisguard.command.Link;
import io.redisguard.error.CallOutcome;
import io.redisguard.error.CommandRejectedException;
import io.redisguard.observe.GuardObserver;
import io.redisguard.observe.ObserveOptions;
import io.redisguard.resilience.BulkheadOptions;
import io.redisguard.resilience.CircuitBreakerOptions;
import io.redisguard.resilience.DeadlineOptions;
import io.redisguard.resilience.LinkOptions;
import io.redisguard.resilience.NodeHealth;
import io.redisguard.resilience.ResilienceOptions;
import io.redisguard.resilience.RetryOptions;
import io.redisguard.simulation.ManualTimer;
import io.redisguard.simulation.PlainAttempt;
import io.redisguard.simulation.PlainCall;
import io.redisguard.simulation.PlainLink;
import io.redisguard.simulation.Policies;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RoadTest {
    private final List<String> heard = new ArrayList<>();
    private final CommandCall call = new PlainCall("GET", "k");
    private final CommandAttempt attempt = new PlainAttempt(call);
    private final Link link = new PlainLink("server:6379", new ManualTimer(), Runnable::run);

    private Roads roads() {
        return new Roads(
                GuardObserver.of(ObserveOptions.builder().build(), null),
                Policies.byDefault(),
                DeadlineOptions.builder().build(),
                new ResilienceOptions(
                        LinkOptions.builder().build(),
                        RetryOptions.builder().build(),
                        CircuitBreakerOptions.builder().build(),
                        BulkheadOptions.builder().build()),
                new Random(1));
    }

    private Road road(ConnectionRole role) {
        return roads().over(role, link);
    }

    /** Writes down what it hears, and stops everything if it is told to. */
    private final class Recorder implements CommandStage, AttemptStage {
        private final int number;
        private final boolean stops;

        private Recorder(int number, boolean stops) {
            this.number = number;
            this.stops = stops;
        }

        @Override
        public String name() {
            return "recorder " + number;
        }

        private void enter() {
            heard.add("enter " + number);
            if (stops) {
                throw new CommandRejectedException("stopped at " + number);
            }
        }

        @Override
        public void enter(CommandCall entering) {
            enter();
        }

        @Override
        public void enter(CommandAttempt entering) {
            enter();
        }

        @Override
        public void settled(CommandCall settled, CallOutcome outcome) {
            heard.add("settled " + number + " " + outcome);
        }

        @Override
        public void ended(CommandAttempt ended, CallOutcome outcome) {
            heard.add("ended " + number + " " + outcome);
        }

        @Override
        public void leftWire(CommandAttempt left) {
            heard.add("left " + number);
        }
    }

    private Road recorders(int count, int stopping) {
        Recorder[] stages = IntStream.range(0, count)
                .mapToObj(i -> new Recorder(i, i == stopping))
                .toArray(Recorder[]::new);
        Roads roads = roads();
        Road whole = roads.over(ConnectionRole.SHARED, link);
        NodeHealth node = Objects.requireNonNull(roads.node("server:6379"));
        return new Road(new CallStages(stages), node.retry(ConnectionRole.SHARED), stages, whole.link());
    }

    @ParameterizedTest
    @EnumSource
    void theStagesAreInOrder(ConnectionRole role) {
        assertThat(road(role).names())
                .containsExactly("observe", "connection", "policy", "deadline", "retry", "circuit breaker", "bulkhead");
    }

    @ParameterizedTest
    @EnumSource
    void theArchitecturePageNamesThemInTheSameOrder(ConnectionRole role) throws IOException {
        String page = Files.readString(Path.of("..", "docs", "architecture.md"));
        String list = page.substring(page.indexOf("<!-- stages -->"), page.indexOf("<!-- /stages -->"));

        Stream<String> stages = Stream.concat(road(role).names().stream(), Stream.of("attempt"));

        assertThat(list.lines()
                        .filter(line -> line.matches("\\d+\\. .*"))
                        .map(line -> line.replaceFirst("\\d+\\. ", "")))
                .containsExactlyElementsOf(stages.toList());
    }

    @Test
    void whatNobodyStopsPassesAllStagesAndTheyHearNothingElse() {
        Road road = recorders(3, -1);

        road.enter(call);
        road.enter(attempt);

        assertThat(heard).containsExactly("enter 0", "enter 1", "enter 2", "enter 0", "enter 1", "enter 2");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void theStagesBeforeTheOneThatStopsACallHearItOnceAndTheOthersNothing(int stopping) {
        Road road = recorders(4, stopping);

        assertThatThrownBy(() -> road.enter(call)).hasMessage("stopped at " + stopping);

        List<String> expected = new ArrayList<>();
        IntStream.rangeClosed(0, stopping).forEach(i -> expected.add("enter " + i));
        for (int i = stopping - 1; i >= 0; i--) {
            expected.add("settled " + i + " REJECTED");
        }
        assertThat(heard).containsExactlyElementsOf(expected);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void theStagesBeforeTheOneThatStopsAnAttemptHearItOnceAndTheOthersNothing(int stopping) {
        Road road = recorders(4, stopping);

        assertThatThrownBy(() -> road.enter(attempt)).hasMessage("stopped at " + stopping);

        List<String> expected = new ArrayList<>();
        IntStream.rangeClosed(0, stopping).forEach(i -> expected.add("enter " + i));
        for (int i = stopping - 1; i >= 0; i--) {
            expected.add("left " + i);
            expected.add("ended " + i + " REJECTED");
        }
        assertThat(heard).containsExactlyElementsOf(expected);
    }

    @Test
    void everyStageHearsHowItEndedAndThatItLeftTheWire() {
        Road road = recorders(2, -1);

        road.ended(attempt, CallOutcome.DEADLINE_AFTER_SENDING);
        road.leftWire(attempt);
        road.settled(call, CallOutcome.DEADLINE_AFTER_SENDING);

        assertThat(heard)
                .containsExactly(
                        "ended 0 DEADLINE_AFTER_SENDING",
                        "ended 1 DEADLINE_AFTER_SENDING",
                        "left 0",
                        "left 1",
                        "settled 0 DEADLINE_AFTER_SENDING",
                        "settled 1 DEADLINE_AFTER_SENDING");
    }
}
