package io.redisguard.test;

import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The Sentinels of one primary. */
final class SentinelGroup implements AutoCloseable {
    /** The name of the primary. */
    static final String NAME = "mymaster";

    private static final int SIZE = 3;
    private static final int QUORUM = 2;
    private static final Duration FRESH = Duration.ofMinutes(1);
    private static final Duration NEVER = Duration.ofHours(1);

    private final ServerGroup sentinels = new ServerGroup();
    private final ServerTemplate template;
    private final Duration downAfter;
    private final Duration failoverTimeout;

    SentinelGroup(ServerTemplate template, Duration downAfter, Duration failoverTimeout) {
        this.template = template;
        this.downAfter = downAfter;
        this.failoverTimeout = failoverTimeout;
    }

    void start(RedisServer primary) {
        ServerConfig config = template.config();
        for (int i = 0; i < SIZE; i++) {
            RedisServer.Builder builder = template.plain(
                    "sentinel", "monitor %s %s %d %d".formatted(NAME, primary.host(), primary.port(), QUORUM),
                    "sentinel", "down-after-milliseconds " + NAME + " " + downAfter.toMillis(),
                    "sentinel", "failover-timeout " + NAME + " " + failoverTimeout.toMillis());
            config.tlsLines().forEach(line -> builder.config(line.key(), line.value()));
            config.password()
                    .ifPresent(password ->
                            builder.config("sentinel", "auth-pass " + NAME + " " + ServerTemplate.quoted(password)));
            config.renamed()
                    .forEach((command, name) ->
                            builder.config("sentinel", "rename-command " + NAME + " " + command + " " + name));
            sentinels.start(builder);
        }
    }

    List<RedisServer> all() {
        return sentinels.all();
    }

    void revive() {
        sentinels.revive();
    }

    /** Returns the port that most Sentinels name. */
    int primaryPort() {
        Map<Integer, Long> votes =
                primaryPorts().stream().collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        return votes.entrySet().stream()
                .max(Comparator.comparing(Map.Entry::getValue))
                .orElseThrow(() -> new IllegalStateException("No Sentinel answers."))
                .getKey();
    }

    /** Returns whether all that answer name the same primary. */
    boolean areAgreed() {
        return primaryPorts().stream().distinct().count() == 1;
    }

    /** Returns whether none thinks of the primary as down or of replacing it. */
    boolean areQuiet() {
        return sentinels.responsive().stream()
                .allMatch(sentinel -> flags(primaryFacts(sentinel)).equals("master"));
    }

    /** Returns whether all agree, are quiet, know each other and find so many replicas well. */
    boolean areContent(int replicas) {
        return areAgreed()
                && areQuiet()
                && sentinels.all().stream().allMatch(sentinel -> isContent(sentinel, replicas));
    }

    /** Replaces the primary by command; a Sentinel that is busy or does not know a good replica yet is asked again. */
    void failOver() {
        Patience.await(
                Replication.LIMIT,
                "SENTINEL FAILOVER",
                () -> sentinels.responsive().get(0).admin("SENTINEL", "FAILOVER", NAME) != null,
                this::evidence);
    }

    /** Lets the Sentinels repoint replicas that follow the wrong server, or keeps them from it. */
    void repairReplicas(boolean wanted) {
        Duration patience = wanted ? failoverTimeout : NEVER;
        sentinels
                .responsive()
                .forEach(sentinel -> sentinel.admin(
                        "SENTINEL", "SET", NAME, "failover-timeout", Long.toString(patience.toMillis())));
    }

    String evidence() {
        return "The Sentinels say: "
                + sentinels.responsive().stream()
                        .map(SentinelGroup::primaryFacts)
                        .toList();
    }

    @Override
    public void close() {
        sentinels.close();
    }

    private List<Integer> primaryPorts() {
        return sentinels.responsive().stream()
                .map(SentinelGroup::primaryFacts)
                .map(facts -> Integer.valueOf(facts.getOrDefault("port", "0")))
                .toList();
    }

    private static boolean isContent(RedisServer sentinel, int replicas) {
        Map<String, String> primary = primaryFacts(sentinel);
        Object known = sentinel.admin("SENTINEL", "REPLICAS", NAME);
        return primary.getOrDefault("num-other-sentinels", "").equals(Integer.toString(SIZE - 1))
                && known instanceof List<?> list
                && list.size() == replicas
                && list.stream().map(SentinelGroup::facts).allMatch(SentinelGroup::isWellKnown);
    }

    /** Returns whether the Sentinel could promote this replica at once. */
    private static boolean isWellKnown(Map<String, String> replica) {
        long sinceInfo = Long.parseLong(replica.getOrDefault("info-refresh", "0"));
        return flags(replica).equals("slave") && sinceInfo > 0 && sinceInfo < FRESH.toMillis();
    }

    private static Map<String, String> primaryFacts(RedisServer sentinel) {
        return facts(sentinel.admin("SENTINEL", "MASTER", NAME));
    }

    private static String flags(Map<String, String> facts) {
        return facts.getOrDefault("flags", "");
    }

    private static Map<String, String> facts(@Nullable Object reply) {
        Map<String, String> facts = new HashMap<>();
        if (reply instanceof List<?> list) {
            for (int i = 0; i + 1 < list.size(); i += 2) {
                facts.put(String.valueOf(list.get(i)), String.valueOf(list.get(i + 1)));
            }
        }
        return facts;
    }
}
