package io.redisguard.benchmarks.outage;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is asked about calls; all instants are milliseconds here. */
class CallsTest {
    private final Diary diary = new Diary();

    private void note(long start, long end, boolean isAnswered) {
        diary.begin(start * 1_000_000);
        diary.end(end * 1_000_000, isAnswered);
    }

    private Calls calls(long end) {
        return new Calls(List.of(diary.closedAt(end * 1_000_000)), end * 1_000_000);
    }

    @Test
    void keepsMoreCallsThanThereIsRoomAtFirst() {
        for (int i = 0; i < 300_000; i++) {
            note(i, i + 1, i % 3 > 0);
        }

        assertThat(calls(300_001).failed()).isEqualTo(100_000);
        assertThat(diary.answered()).isEqualTo(200_000);
        assertThat(calls(300_001).rate(0, 300_001_000_000L)).isBetween(666.0, 667.0);
    }

    @Test
    void aCallThatHasNotEndedHasFailed() {
        note(0, 1, true);
        diary.begin(2_000_000);

        assertThat(calls(500).failed()).isEqualTo(1);
        assertThat(calls(500).longest()).isEqualTo(Duration.ofMillis(498));
    }

    @Test
    void onlyFailuresOfTheTimeAskedForCount() {
        note(0, 400, false);
        note(500, 510, false);
        note(520, 900, true);
        note(1_000, 1_300, false);

        assertThat(calls(2_000).p99OfFailures(500_000_000, 1_000_000_000)).contains(Duration.ofMillis(10));
        assertThat(calls(2_000).p99OfFailures(1_500_000_000, 2_000_000_000)).isEmpty();
    }

    @Test
    void theFirstAnswerIsTheFirstThatComesLater() {
        note(0, 90, true);
        note(90, 150, false);
        note(95, 170, true);

        assertThat(calls(200).firstAnswer(100_000_000)).contains(Duration.ofMillis(70));
        assertThat(calls(200).firstAnswer(180_000_000)).isEmpty();
    }

    @Test
    void theRateIsReachedAtTheEndOfAWindowThatHasIt() {
        for (long i = 0; i < 4; i++) {
            note(200 * i, 200 * i + 1, true); // 5 a second
        }
        for (int i = 800; i < 1_000; i += 10) {
            note(i, i + 1, true); // 100 a second
        }

        assertThat(calls(1_000).rateReached(100, 0)).contains(Duration.ofMillis(891));
        assertThat(calls(1_000).rateReached(5, 0)).contains(Duration.ofMillis(100));
        assertThat(calls(1_000).rateReached(1_000, 0)).isEmpty();
    }

    @Test
    void theTimelineTellsWhatEndedInEachWindow() {
        for (int i = 0; i < 1_000; i += 10) {
            note(i, i + 1, true);
        }
        note(1_260, 1_270, false);
        note(1_500, 1_510, false);
        note(1_511, 1_520, true);
        note(1_760, 1_770, true);

        assertThat(Timeline.of(calls(2_010), 100, 1_000_000_000).marks()).isEqualTo("####.x*0");
    }
}
