package io.redisguard.benchmarks;

import java.lang.management.ManagementFactory;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormat;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs benchmarks and scenarios by name, and prints what they measure. */
public final class Benchmarks {
    /** Bytes of one call, in the words of {@link GCProfiler}. */
    private static final String ALLOCATED = "gc.alloc.rate.norm";

    private static final List<Integer> THREADS = List.of(1, 2);
    private static final int FRESH_JVMS = 3;
    private static final int WARM_UP = 3;
    private static final int MEASURED = 2;
    private static final TimeValue ITERATION = TimeValue.seconds(1);

    private Benchmarks() {}

    /**
     * Takes a regular expression that matches somewhere in the names of those to run, or the whole name of a scenario.
     *
     * @throws IllegalArgumentException when there is none, with all names there are
     * @throws IllegalStateException when none of them can be run here
     */
    public static void main(String... arguments) throws Exception {
        List<String> withoutServer = names(arguments[0]);
        List<Scenario> scenarios = Scenarios.named(arguments[0]);
        if (withoutServer.isEmpty() && scenarios.isEmpty()) {
            throw new IllegalArgumentException("No benchmark is named like " + arguments[0] + ". Names: " + names("")
                    + " "
                    + Scenarios.all().stream().map(Scenario::name).toList());
        }
        if (!withoutServer.isEmpty()) {
            runWithoutServer(withoutServer);
        }
        List<String> leftOut = Scenarios.run(scenarios, System.out);
        if (withoutServer.isEmpty() && leftOut.size() == scenarios.size()) {
            throw new IllegalStateException("Nothing was run: " + String.join("; ", leftOut) + ".");
        }
    }

    private static void runWithoutServer(List<String> names) throws RunnerException {
        print(String.format(
                Locale.ROOT,
                "Java %s, %d processors, load %.1f before; means of %d fresh JVMs, with the least and the most of them%n%n",
                Runtime.version(),
                Runtime.getRuntime().availableProcessors(),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
                FRESH_JVMS));
        int width = names.stream().mapToInt(name -> shown(name).length()).max().getAsInt();
        print(" ".repeat(width));
        THREADS.forEach(threads -> print(String.format(" | %31s  %7s", "ns/op, threads: " + threads, "B/op")));
        for (String name : names) {
            print(System.lineSeparator()
                    + shown(name)
                    + " ".repeat(width - shown(name).length()));
            for (int threads : THREADS) {
                print(cells(new Runner(options(name, threads)).runSingle()));
            }
        }
        print(System.lineSeparator());
    }

    private static String cells(RunResult result) {
        DoubleSummaryStatistics jvms = result.getBenchmarkResults().stream()
                .mapToDouble(jvm -> jvm.getPrimaryResult().getScore())
                .summaryStatistics();
        return String.format(
                Locale.ROOT,
                " | %11.1f (%7.1f ..%8.1f)  %7.1f",
                jvms.getAverage(),
                jvms.getMin(),
                jvms.getMax(),
                allocated(result));
    }

    private static void print(String text) {
        System.out.print(text);
        System.out.flush();
    }

    private static String shown(String name) {
        return name.substring(name.lastIndexOf('.', name.lastIndexOf('.') - 1) + 1);
    }

    /** Returns how many bytes one call allocated. */
    static double allocated(RunResult result) {
        return Objects.requireNonNull(result.getSecondaryResults().get(ALLOCATED), ALLOCATED)
                .getScore();
    }

    /** Returns the whole names of the benchmarks in whose names the expression matches. */
    static List<String> names(String expression) {
        OutputFormat silent = OutputFormatFactory.createFormatInstance(System.out, VerboseMode.SILENT);
        return BenchmarkList.defaultList().find(silent, List.of(expression), List.of()).stream()
                .map(BenchmarkListEntry::getUsername)
                .toList();
    }

    /** Returns how the benchmark of this name is measured. */
    static Options options(String name, int threads) {
        return new OptionsBuilder()
                .include("^" + Pattern.quote(name) + "$")
                .threads(threads)
                .forks(FRESH_JVMS)
                .warmupIterations(WARM_UP)
                .warmupTime(ITERATION)
                .measurementIterations(MEASURED)
                .measurementTime(ITERATION)
                .addProfiler(GCProfiler.class)
                .verbosity(VerboseMode.SILENT)
                .shouldFailOnError(true)
                .build();
    }
}
