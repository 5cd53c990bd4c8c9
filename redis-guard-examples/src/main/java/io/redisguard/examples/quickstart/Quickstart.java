package io.redisguard.examples.quickstart;

import io.redisguard.examples.readme.TenLines;
import io.redisguard.test.RedisServer;
import io.redisguard.test.ServerSource;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * Breaks a real Redis server under a stock Lettuce and a guarded one, and prints side by side what became of their
 * calls. Needs no server: it starts one. Takes less than 15 seconds.
 */
public final class Quickstart {
    private Quickstart() {}

    /**
     * Runs it.
     *
     * @throws IllegalStateException when redis-guard applied a call twice
     */
    @SuppressWarnings("SystemOut")
    public static void main(String... arguments) throws InterruptedException {
        run(System.out);
    }

    /** Runs it, and returns what was measured: stock first, then guarded. */
    static List<Tally> run(PrintStream out) throws InterruptedException {
        long start = System.nanoTime();
        try (RedisServer server = startServer()) {
            out.println("A real server runs: " + server + ", " + server.version());
            out.println();
            out.println("Ordinary work, the ten lines of the README:");
            TenLines.run(server.uri());
            out.println();
            out.println("Now trouble, for stock Lettuce and for redis-guard at the same time:");
            List<Tally> tallies = Trial.run(server, out);
            out.println();
            print(tallies.get(0), tallies.get(1), out);
            out.println();
            conclude(tallies.get(1), Duration.ofNanos(System.nanoTime() - start), out);
            return tallies;
        }
    }

    /** A process of this machine where there is no other wish: it dies and returns faster than a container. */
    private static RedisServer startServer() {
        if (System.getenv("REDIS_GUARD_TEST_SERVER") == null) {
            for (ServerSource source : List.of(ServerSource.LOCAL, ServerSource.EMBEDDED)) {
                try {
                    return RedisServer.builder().source(source).start();
                } catch (IllegalStateException notHere) {
                    // the next one
                }
            }
        }
        return RedisServer.start();
    }

    private static void print(Tally stock, Tally guarded, PrintStream out) {
        Function<Function<Tally, Object>, String[]> both =
                value -> new String[] {String.valueOf(value.apply(stock)), String.valueOf(value.apply(guarded))};
        row(out, "", both.apply(Tally::name));
        row(out, "calls made", both.apply(Tally::calls));
        row(out, "answered in less than 1 s", both.apply(Tally::answeredFast));
        row(out, "failed fast, in less than 1 s", both.apply(Tally::failedFast));
        row(out, "hung for 1 s or longer", both.apply(Tally::hung));
        row(out, "longest call", both.apply(tally -> seconds(tally.longest())));
        row(out, "increments applied twice", both.apply(Tally::appliedTwice));
        row(out, "until all callers had answers again", both.apply(tally -> seconds(tally.slowestRecovery())));
    }

    private static void row(PrintStream out, String what, String... values) {
        out.println("  %-40s %15s %15s".formatted(what, values[0], values[1]));
    }

    private static void conclude(Tally guarded, Duration took, PrintStream out) {
        out.println("""
                A call that fails fast leaves its thread free for something else; one that hangs does not. An
                increment applied twice is a wrong number that nobody is told of: stock Lettuce sends again what was
                under way when the link broke. redis-guard told the callers of %d failed calls that the server may
                have executed them, and sent no increment among them again.
                """.formatted(guarded.outcomeUnknown()));
        if (guarded.appliedTwice() > 0) {
            throw new IllegalStateException(
                    "redis-guard applied " + guarded.appliedTwice() + " increments twice, which must never happen.");
        }
        out.println("Quickstart finished in " + seconds(took) + ": redis-guard applied no increment twice and answered"
                + " or failed every call within " + seconds(guarded.longest()) + ".");
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.2f s", duration.toNanos() / 1e9);
    }
}
