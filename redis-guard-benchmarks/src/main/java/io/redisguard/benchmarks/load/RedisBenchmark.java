package io.redisguard.benchmarks.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.redisguard.benchmarks.subject.Target;
import io.redisguard.benchmarks.worker.WorkerException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The program {@code redis-benchmark}: what the server and the network are able to do when the client is no Java. It
 * sends its SETs and its GETs one after the other instead of by turns.
 */
final class RedisBenchmark implements Contestant {
    static final String NAME = "redis-benchmark";

    /** A line of its output: name, commands per second, milliseconds as mean, minimum, p50, p95, p99 and maximum. */
    private static final Pattern LINE = Pattern.compile("\"[GS]ET\"" + ",\"([0-9.]+)\"".repeat(7));

    private static final double MICROS_PER_MILLI = 1e3;
    private static final double SHORTEST_MILLIS = 0.001;
    /** In a cluster it looks at the clock every 250 ms only, so that a longer run is a more exact one. */
    private static final int LONGER_IN_CLUSTERS = 4;

    private static final Duration LIMIT = Duration.ofMinutes(2);
    /** So many times each key is set on average, since which key is chosen is left to chance. */
    private static final int FILLINGS = 20;

    private final Target target;
    private double callsPerMilli;

    RedisBenchmark(Target target) {
        this.target = target;
    }

    @Override
    public void prepare(Load load, int millis) throws Exception {
        run(load, "set", load.keys() * FILLINGS / load.depth());
        for (int i = 0; i < WARM_UPS; i++) {
            turn(load, Math.max(1, millis / WARM_UPS));
        }
    }

    @Override
    public Measurement turn(Load load, int millis) throws Exception {
        List<String> tests = load.work() == Work.GETSET ? List.of("set", "get") : List.of("get");
        // it wants to be told how many commands instead of how long
        double calls = callsPerMilli * millis * (target.cluster() ? LONGER_IN_CLUSTERS : 1) / tests.size();
        List<Measurement> measured = new ArrayList<>();
        for (String test : tests) {
            measured.add(run(load, test, Math.max((int) calls, load.callers())));
        }
        double opsPerSecond = tests.size()
                / measured.stream().mapToDouble(one -> 1 / one.opsPerSecond()).sum();
        return new Measurement(
                opsPerSecond,
                measured.stream().mapToDouble(Measurement::p50Micros).average().orElseThrow(),
                measured.stream().mapToDouble(Measurement::p99Micros).max().orElseThrow(),
                Double.NaN,
                Double.NaN,
                Double.NaN);
    }

    private Measurement run(Load load, String test, int calls) throws IOException, InterruptedException {
        String output = output(command(load, test, calls));
        Matcher line = LINE.matcher(output);
        if (!line.find()) {
            throw new WorkerException("failed", NAME + " says: " + output);
        }
        // its commands per second would not do: a run too short for its clock would be followed by a shorter one
        callsPerMilli = load.callers() / Math.max(SHORTEST_MILLIS, number(line, 2));
        return new Measurement(
                number(line, 1),
                number(line, 4) * MICROS_PER_MILLI,
                number(line, 6) * MICROS_PER_MILLI,
                Double.NaN,
                Double.NaN,
                Double.NaN);
    }

    private static double number(Matcher line, int group) {
        return Double.parseDouble(line.group(group));
    }

    private List<String> command(Load load, String test, int calls) {
        String address = target.addresses().get(0);
        int colon = address.lastIndexOf(':');
        List<String> command = new ArrayList<>(List.of(NAME, "--csv", "-t", test));
        command.addAll(List.of("-h", address.substring(0, colon), "-p", address.substring(colon + 1)));
        command.addAll(List.of("-c", text(load.callers()), "-P", text(load.depth())));
        command.addAll(List.of("-d", text(load.bytes()), "-r", text(load.keys()), "-n", text(calls * load.depth())));
        if (target.cluster()) {
            command.add("--cluster");
        }
        if (target.certificate() != null) {
            command.addAll(List.of("--tls", "--cacert", target.certificate().toString()));
        }
        return command;
    }

    private static String text(int number) {
        return Integer.toString(number);
    }

    private static String output(List<String> command) throws IOException, InterruptedException {
        Process process = start(command);
        try {
            // it says little enough to do so without a reader; a server that is not there, it waits for forever
            if (!process.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new WorkerException("timeout", NAME + " took longer than " + LIMIT + ".");
            }
            return new String(process.getInputStream().readAllBytes(), UTF_8);
        } finally {
            process.destroyForcibly();
        }
    }

    private static Process start(List<String> command) {
        try {
            return new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            throw new WorkerException("not found", NAME + " is not on the PATH: " + e.getMessage());
        }
    }

    @Override
    public void close() {
        // it ends with each turn
    }
}
