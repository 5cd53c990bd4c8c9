package io.redisguard.benchmarks.load;

import io.redisguard.benchmarks.worker.Worker;
import io.redisguard.benchmarks.worker.WorkerException;

/** A subject in a JVM of its own. */
record JvmContestant(Worker worker) implements Contestant {
    @Override
    public void prepare(Load load, int millis) {
        worker.run(FillTask.NAME, load.told(millis));
        for (int i = 0; i < WARM_UPS; i++) {
            try {
                worker.run(LoadTask.NAME, load.told(Math.max(1, millis / WARM_UPS)));
            } catch (WorkerException e) {
                // a cold JVM may be slower than a subject allows; what is wrong for good shows in the turns
            }
        }
    }

    @Override
    public Measurement turn(Load load, int millis) {
        return Measurement.of(worker.run(LoadTask.NAME, load.told(millis)));
    }

    @Override
    public void close() {
        worker.close();
    }
}
