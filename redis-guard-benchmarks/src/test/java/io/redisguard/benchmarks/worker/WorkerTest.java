package io.redisguard.benchmarks.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redisguard.benchmarks.subject.Subject;
import io.redisguard.benchmarks.subject.Subjects;
import io.redisguard.benchmarks.subject.Target;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a shell can play of the JVM of a subject. */
class WorkerTest {
    private static Worker shell(String script) {
        return Worker.start("shell", List.of("sh", "-c", script));
    }

    @Test
    void readsWhatWasMeasured() {
        try (Worker worker = shell("read order; echo \"result order=${order%% *}\"")) {
            assertThat(worker.run("load", Map.of("callers", "8"))).isEqualTo(Map.of("order", "load"));
        }
    }

    @Test
    void doesTheNextTaskAfterOneThatFailed() {
        try (Worker worker = shell("read order; echo failed java.io.IOException: no; read order; echo result ops=7")) {
            assertThatThrownBy(() -> worker.run("load", Map.of()))
                    .isInstanceOfSatisfying(
                            WorkerException.class, e -> assertThat(e.reason()).isEqualTo("IOException"))
                    .hasMessageContaining("shell failed: java.io.IOException: no");

            assertThat(worker.run("load", Map.of())).isEqualTo(Map.of("ops", "7"));
        }
    }

    @Test
    void tellsTheLastLinesOfOneThatDied() {
        try (Worker worker = shell("read order; echo out of paper >&2; exit 3")) {
            assertThatThrownBy(() -> worker.run("load", Map.of()))
                    .isInstanceOfSatisfying(
                            WorkerException.class, e -> assertThat(e.reason()).isEqualTo("died"))
                    .hasMessageContainingAll("code 3", "out of paper");

            assertThat(worker.logLines()).isEqualTo(1);
        }
    }

    @Test
    void tellsAnAnswerThatIsNone() {
        try (Worker worker = shell("read order; echo hello; echo out of paper >&2; read order")) {
            assertThatThrownBy(() -> worker.run("load", Map.of()))
                    .isInstanceOf(WorkerException.class)
                    .hasMessageContainingAll("'hello'");
        }
    }

    @Test
    void wordsWithSpacesAreNotSent() {
        try (Worker worker = shell("read order")) {
            assertThatThrownBy(() -> worker.begin("load", Map.of("work", "get set")))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("get set");
        }
    }

    @Test
    void theJvmOfASubjectWithoutAServerDoesNotStart() {
        Subject subject = Subjects.all().get(0);
        Target nowhere = new Target(List.of("127.0.0.1:1"), false, null);

        assertThatThrownBy(() -> Worker.start(subject, nowhere))
                .isInstanceOf(WorkerException.class)
                .hasMessageContaining(subject.name() + " failed: ");
    }
}
