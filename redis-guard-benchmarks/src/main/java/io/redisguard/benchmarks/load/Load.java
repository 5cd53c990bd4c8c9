package io.redisguard.benchmarks.load;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * What callers do, and how many they are.
 *
 * @param callers how many do it at the same time
 * @param threads what they are
 * @param work what each does again and again
 * @param bytes how long values are
 * @param depth how many commands a burst has
 */
record Load(int callers, Threads threads, Work work, int bytes, int depth) {
    private static final int MOST_KEYS = 1_000;
    private static final int BURST = 100;
    private static final int BYTES_OF_ALL = 32_000_000;

    static Load get(int callers, int bytes) {
        return new Load(callers, Threads.PLATFORM, Work.GET, bytes, 1);
    }

    static Load getSet(int callers, int bytes) {
        return new Load(callers, Threads.PLATFORM, Work.GETSET, bytes, 1);
    }

    static Load burst(int callers, int bytes) {
        return new Load(callers, Threads.PLATFORM, Work.BURST, bytes, BURST);
    }

    Load inVirtualThreads() {
        return new Load(callers, Threads.VIRTUAL, work, bytes, depth);
    }

    /** Returns how many keys there are: many, but so that all values fit into the memory of a small server. */
    int keys() {
        return Math.min(MOST_KEYS, BYTES_OF_ALL / bytes);
    }

    List<String> keyNames() {
        return IntStream.range(0, keys()).mapToObj(i -> "key:" + i).toList();
    }

    String value() {
        return "v".repeat(bytes);
    }

    /** Returns it as it goes to the JVM of a subject, with the time to go on for. */
    Map<String, String> told(int millis) {
        return new TreeMap<>(Map.of(
                "callers", Integer.toString(callers),
                "threads", threads.name().toLowerCase(Locale.ROOT),
                "work", work.name().toLowerCase(Locale.ROOT),
                "bytes", Integer.toString(bytes),
                "depth", Integer.toString(depth),
                "millis", Integer.toString(millis)));
    }

    static Load of(Map<String, String> told) {
        return new Load(
                number(told, "callers"),
                Threads.valueOf(word(told, "threads").toUpperCase(Locale.ROOT)),
                Work.valueOf(word(told, "work").toUpperCase(Locale.ROOT)),
                number(told, "bytes"),
                number(told, "depth"));
    }

    static int number(Map<String, String> told, String name) {
        return Integer.parseInt(word(told, name));
    }

    private static String word(Map<String, String> told, String name) {
        String word = told.get(name);
        if (word == null) {
            throw new IllegalArgumentException("Load needs to be told '" + name + "', but was only told " + told);
        }
        return word;
    }

    /** Returns it as a heading says it. */
    String words() {
        return String.format(
                Locale.ROOT,
                "%d %s%s, %s%s, values of %,d B",
                callers,
                threads == Threads.VIRTUAL ? "virtual " : "",
                callers == 1 ? "caller" : "callers",
                work.words(),
                work == Work.BURST ? " of depth " + depth : "",
                bytes);
    }
}
