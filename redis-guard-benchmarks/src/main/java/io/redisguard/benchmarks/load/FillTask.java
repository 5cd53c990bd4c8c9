package io.redisguard.benchmarks.load;

import io.redisguard.benchmarks.subject.Client;
import io.redisguard.benchmarks.worker.Task;
import java.util.Map;

/** Sets every key that a load uses, with values of the same size. */
public final class FillTask implements Task {
    static final String NAME = "fill";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Map<String, String> run(Client client, Map<String, String> told) {
        Load load = Load.of(told);
        String value = load.value();
        load.keyNames().forEach(key -> client.set(key, value));
        String any = load.keyNames().get(0);
        if (!value.equals(client.get(any))) {
            throw new IllegalStateException("The value of " + any + " is not read as it was written.");
        }
        return Map.of();
    }
}
