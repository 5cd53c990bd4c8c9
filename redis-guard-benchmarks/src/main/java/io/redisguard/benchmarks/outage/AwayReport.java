package io.redisguard.benchmarks.outage;

import java.time.Duration;
import java.util.Map;

/**
 * What calls cost that are sent while the server is away.
 *
 * @param sent what was seen while it was away
 * @param settled what became of those that were pending, once it was back
 * @param logLines how many lines were logged from its end until then
 */
record AwayReport(Sent sent, Settled settled, long logLines) {
    /**
     * While it was away.
     *
     * @param heldBytes of heap by which the calls were more after than before
     * @param failed calls that had failed by the time the last one was sent
     * @param pending calls that had not ended by then
     * @param time it took to send all
     * @param longest time it took to send one
     */
    record Sent(long heldBytes, int failed, int pending, Duration time, Duration longest) {
        Map<String, String> words() {
            return Map.of(
                    "held", Long.toString(heldBytes),
                    "failed", Integer.toString(failed),
                    "pending", Integer.toString(pending),
                    "time", Long.toString(time.toNanos()),
                    "longest", Long.toString(longest.toNanos()));
        }

        static Sent parse(Map<String, String> words) {
            return new Sent(
                    Long.parseLong(words.get("held")),
                    Integer.parseInt(words.get("failed")),
                    Integer.parseInt(words.get("pending")),
                    Duration.ofNanos(Long.parseLong(words.get("time"))),
                    Duration.ofNanos(Long.parseLong(words.get("longest"))));
        }
    }

    /**
     * Once it was back.
     *
     * @param answered calls that were answered then
     * @param failed calls that failed between the last of them being sent and now
     * @param pending calls that had not even ended at the limit
     */
    record Settled(int answered, int failed, int pending) {
        Map<String, String> words() {
            return Map.of(
                    "answered", Integer.toString(answered),
                    "failed", Integer.toString(failed),
                    "pending", Integer.toString(pending));
        }

        static Settled parse(Map<String, String> words) {
            return new Settled(
                    Integer.parseInt(words.get("answered")),
                    Integer.parseInt(words.get("failed")),
                    Integer.parseInt(words.get("pending")));
        }
    }
}
