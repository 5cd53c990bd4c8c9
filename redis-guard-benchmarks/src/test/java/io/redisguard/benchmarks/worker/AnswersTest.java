package io.redisguard.benchmarks.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

class AnswersTest {
    private static Answers answers(TestTask.Body body) {
        return new Answers(new IdleClient(), List.of(new TestTask("task", body)));
    }

    @Test
    void aTaskIsGivenWhatItIsToldAndItsResultIsTheAnswer() {
        String answer = answers(told -> told).to("task callers=8 work=get");

        assertThat(answer).isEqualTo("result callers=8 work=get");
    }

    @Test
    void aTaskMayBeToldNothingAndMeasureNothing() {
        String answer = answers(told -> told).to("task");

        assertThat(Words.parse(answer.substring(Answers.RESULT.length()))).isEmpty();
    }

    @Test
    void aFailureIsOneLineWithTheCauseOfWhatWasThrown() {
        String answer = answers(told -> {
                    throw new ExecutionException(new IOException("two\nlines"));
                })
                .to("task");

        assertThat(answer).isEqualTo("failed java.io.IOException: two lines");
    }

    @Test
    void anUnknownTaskFailsWithTheNamesThereAre() {
        assertThat(answers(told -> told).to("tusk callers=8"))
                .startsWith("failed ")
                .contains("tusk", "only task");
    }

    @Test
    void whatCannotBeSentBackIsAFailure() {
        assertThat(answers(told -> Map.of("a name", "1")).to("task"))
                .startsWith("failed ")
                .contains("a name");
    }
}
