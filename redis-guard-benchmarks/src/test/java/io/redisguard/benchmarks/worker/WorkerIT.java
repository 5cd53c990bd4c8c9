package io.redisguard.benchmarks.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redisguard.benchmarks.subject.Subject;
import io.redisguard.benchmarks.subject.Subjects;
import io.redisguard.benchmarks.subject.Target;
import io.redisguard.test.RedisExtension;
import io.redisguard.test.RedisServer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(RedisExtension.class)
class WorkerIT {
    private static final Subject SUBJECT = Subjects.all().get(0);

    private static Target target(RedisServer redis) {
        return new Target(List.of(redis.host() + ":" + redis.port()), false, null);
    }

    @Test
    void aTaskThatFailsLeavesTheJvmAlive(RedisServer redis) {
        try (Worker worker = Worker.start(SUBJECT, target(redis))) {
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> worker.run("unknown", Map.of()))
                        .isInstanceOf(WorkerException.class)
                        .hasMessageContaining("No task is named 'unknown'");
            }
        }
    }

    @Test
    void theJvmEndsWhenItsParentHasNothingMoreToSay(RedisServer redis) {
        Worker worker = Worker.start(SUBJECT, target(redis));
        ProcessHandle jvm = worker.process().toHandle();

        worker.close();

        assertThat(jvm.isAlive()).isFalse();
    }

    @Test
    void aJvmThatDiesIsAnError(RedisServer redis) {
        try (Worker worker = Worker.start(SUBJECT, target(redis))) {
            worker.process().toHandle().destroyForcibly();

            assertThatThrownBy(() -> worker.run("load", Map.of()))
                    .isInstanceOf(WorkerException.class)
                    .hasMessageContaining("has ended");
        }
    }
}
