package io.redisguard.road;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redisguard.command.CommandCall;
import io.redisguard.command.CommandCatalog;
import io.redisguard.command.CommandFacts;
import io.redisguard.command.CommandStage;
import io.redisguard.command.ConnectionEffect;
import io.redisguard.command.ConnectionRole;
import io.redisguard.connection.ConnectionOptions;
import io.redisguard.error.CallOutcome;
import io.redisguard.error.CommandRejectedException;
import io.redisguard.resilience.DeadlineOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RoadTest {
    private final List<String> heard = new ArrayList<>();
    private final CommandCall call = new PlainCall();

    private static Road road(ConnectionRole role) {
        return Road.of(
                role,
                ConnectionOptions.builder().build(),
                DeadlineOptions.builder().build());
    }

    /** Writes down what it hears, and stops every call if it is told to. */
    private final class Recorder implements CommandStage {
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

        @Override
        public void enter(CommandCall entering) {
            heard.add("enter " + number);
            if (stops) {
                throw new CommandRejectedException("stopped at " + number);
            }
        }

        @Override
        public void settled(CommandCall settled, CallOutcome outcome) {
            heard.add("settled " + number + " " + outcome);
        }

        @Override
        public void leftWire(CommandCall left) {
            heard.add("left " + number);
        }
    }

    private Road recorders(int count, int stopping) {
        return new Road(IntStream.range(0, count)
                .mapToObj(i -> new Recorder(i, i == stopping))
                .toArray(CommandStage[]::new));
    }

    @ParameterizedTest
    @EnumSource
    void theStagesAreInOrder(ConnectionRole role) {
        assertThat(road(role).stages())
                .extracting(CommandStage::name)
                .containsExactly("connection", "deadline", "in-flight limit");
    }

    @ParameterizedTest
    @EnumSource
    void theArchitecturePageNamesThemInTheSameOrder(ConnectionRole role) throws IOException {
        String page = Files.readString(Path.of("..", "docs", "architecture.md"));
        String list = page.substring(page.indexOf("<!-- stages -->"), page.indexOf("<!-- /stages -->"));

        Stream<String> stages =
                Stream.concat(road(role).stages().stream().map(CommandStage::name), Stream.of("attempt"));

        assertThat(list.lines()
                        .filter(line -> line.matches("\\d+\\. .*"))
                        .map(line -> line.replaceFirst("\\d+\\. ", "")))
                .containsExactlyElementsOf(stages.toList());
    }

    @Test
    void aCallThatNobodyStopsPassesAllStagesAndHearsNothingElse() {
        assertThatCode(() -> recorders(3, -1).enter(call)).doesNotThrowAnyException();

        assertThat(heard).containsExactly("enter 0", "enter 1", "enter 2");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void theStagesBeforeTheOneThatStopsHearItOnceAndTheOthersNothing(int stopping) {
        Road road = recorders(4, stopping);

        assertThatThrownBy(() -> road.enter(call)).hasMessage("stopped at " + stopping);

        List<String> expected = new ArrayList<>();
        IntStream.rangeClosed(0, stopping).forEach(i -> expected.add("enter " + i));
        for (int i = stopping - 1; i >= 0; i--) {
            expected.add("left " + i);
            expected.add("settled " + i + " REJECTED");
        }
        assertThat(heard).containsExactlyElementsOf(expected);
    }

    @Test
    void everyStageHearsHowACallEndedAndThatItLeftTheWire() {
        Road road = recorders(2, -1);

        road.settled(call, CallOutcome.DEADLINE_AFTER_SENDING);
        road.leftWire(call);

        assertThat(heard)
                .containsExactly(
                        "settled 0 DEADLINE_AFTER_SENDING", "settled 1 DEADLINE_AFTER_SENDING", "left 0", "left 1");
    }

    /** A GET without anything special. */
    private static final class PlainCall implements CommandCall {
        @Override
        public CommandFacts facts() {
            return CommandCatalog.facts("GET");
        }

        @Override
        public ConnectionEffect effect() {
            return ConnectionEffect.NONE;
        }

        @Override
        public @Nullable String subcommand() {
            return null;
        }

        @Override
        public long serverWaitNanos() {
            return 0;
        }

        @Override
        public long callerLimitNanos() {
            return 0;
        }

        @Override
        public boolean isQueuedByTransaction() {
            return false;
        }

        @Override
        public int inFlight() {
            return 1;
        }

        @Override
        public void limitTo(long nanos) {}
    }
}
