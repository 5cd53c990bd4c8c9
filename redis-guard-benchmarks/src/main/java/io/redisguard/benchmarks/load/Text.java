package io.redisguard.benchmarks.load;

import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.util.Locale;

/** How numbers look in tables, and what stands above and below them. */
final class Text {
    private Text() {}

    /** Returns a number, or a dash where it is not known. */
    static String number(String format, double number) {
        return Double.isNaN(number) ? "-" : String.format(Locale.ROOT, format, number);
    }

    /** Prints the name of a scenario, where it runs and how. */
    static void heading(PrintStream out, String name, String... facts) {
        out.printf(
                Locale.ROOT,
                "### %s%n%nJava %s, %d processors, load %.1f before; %s%n%n",
                name,
                Runtime.version(),
                Runtime.getRuntime().availableProcessors(),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
                String.join("; ", facts));
    }

    /** Prints what went wrong in a row, with all that is known in the log. */
    static void failure(PrintStream out, Row row) {
        row.failure().ifPresent(failure -> {
            String message = String.valueOf(failure.getMessage());
            out.printf("%n%s: %s%n", row.name(), message.lines().findFirst().orElse(""));
            System.err.println(message);
        });
    }
}
