package io.redisguard.benchmarks;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
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

/** Runs the benchmarks one by one and prints a table that grows with them. */
public final class Benchmarks {
    /** Bytes of one call, in the words of {@link GCProfiler}. */
    private static final String ALLOCATED = "gc.alloc.rate.norm";

    private static final List<Integer> THREADS = List.of(1, 2);
    private static final int FRESH_JVMS = 3;
    private static final int WARM_UP = 3;
    private static final int MEASURED = 2;
    private static final TimeValue ITERATION = TimeValue.seconds(1);

    private Benchmarks() {}

    /** Takes a regular expression that matches somewhere in the names of those to run. */
    public static void main(String... arguments) throws RunnerException {
        List<String> names = names(arguments[0]);
        if (names.isEmpty()) {
            throw new IllegalArgumentException("No benchmark is named like " + arguments[0] + ". Names: " + names(""));
        }
        print(
                "Java %s, %d processors, load %.1f before; means of %d fresh JVMs, with the least and the most of them%n%n",
                Runtime.version(),
                Runtime.getRuntime().availableProcessors(),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
                FRESH_JVMS);
        String column = "%-"
                + names.stream().mapToInt(name -> shown(name).length()).max().getAsInt() + "s";
        print(column, "");
        THREADS.forEach(threads -> print(" | %31s  %7s", "ns/op, threads: " + threads, "B/op"));
        print("%n");
        for (String name : names) {
            print(column, shown(name));
            for (int threads : THREADS) {
                RunResult result = new Runner(options(name, threads)).runSingle();
                Result<?> time = result.getPrimaryResult();
                double[] means = result.getBenchmarkResults().stream()
                        .mapToDouble(jvm -> jvm.getPrimaryResult().getScore())
                        .sorted()
                        .toArray();
                print(
                        " | %11.1f (%7.1f ..%8.1f)  %7.1f",
                        time.getScore(), means[0], means[means.length - 1], allocated(result));
            }
            print("%n");
        }
    }

    private static String shown(String name) {
        return name.substring(Benchmarks.class.getPackageName().length() + 1);
    }

    /** Returns how many bytes one call allocated. */
    static double allocated(RunResult result) {
        return Objects.requireNonNull(result.getSecondaryResults().get(ALLOCATED), ALLOCATED)
                .getScore();
    }

    private static void print(String format, Object... values) {
        System.out.printf(Locale.ROOT, format, values);
        System.out.flush();
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
