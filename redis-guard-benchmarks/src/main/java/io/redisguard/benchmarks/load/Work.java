package io.redisguard.benchmarks.load;

/** What callers do again and again. */
enum Work {
    /** A GET. */
    GET("GET"),
    /** A GET, then a SET, and so on. */
    GETSET("GET and SET by turns"),
    /** Many GETs of a key, then a wait for all replies. */
    BURST("bursts of GET");

    private final String words;

    Work(String words) {
        this.words = words;
    }

    /** Returns it as a heading says it. */
    String words() {
        return words;
    }
}
