package io.redisguard.lettuce;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.ListOfMapsOutput;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.output.ValueListOutput;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/**
 * What the guard asks a server on its own behalf, past all stages: what it must know when calls fail. Each question
 * fails when there is no link, or no reply in time. Thread-safe.
 *
 * @param connection to the server
 * @param limit how long an answer may take
 */
public record Questions(GuardedConnection<byte[], byte[]> connection, Duration limit) {
    private static final ByteArrayCodec CODEC = ByteArrayCodec.INSTANCE;

    /** Asks what part the server plays in replication. */
    public CompletableFuture<String> replicationInfo() {
        return ask(new Command<>(CommandType.INFO, new StatusOutput<>(CODEC), args().add("replication")));
    }

    /** Asks a node of a cluster for all nodes. */
    public CompletableFuture<String> clusterNodes() {
        return ask(new Command<>(CommandType.CLUSTER, new StatusOutput<>(CODEC), args().add("NODES")));
    }

    /**
     * Asks a node of a cluster to answer reads of slots that it has a copy of; Lettuce repeats it for each new link.
     */
    public CompletableFuture<String> serveReads() {
        return ask(new Command<>(CommandType.READONLY, new StatusOutput<>(CODEC)));
    }

    /** Asks a Sentinel for host and port of the primary; empty when it does not know it. */
    public CompletableFuture<List<String>> primaryNamed(String name) {
        return ask(new Command<>(
                        CommandType.SENTINEL,
                        new ValueListOutput<>(CODEC),
                        args().add("GET-MASTER-ADDR-BY-NAME").add(name)))
                .thenApply(answer -> answer.stream().map(Questions::text).toList());
    }

    /** Asks a Sentinel what it knows of the replicas. */
    public CompletableFuture<List<Map<String, String>>> replicasNamed(String name) {
        return ask(new Command<>(
                        CommandType.SENTINEL,
                        new ListOfMapsOutput<>(CODEC),
                        args().add("REPLICAS").add(name)))
                .thenApply(answer -> answer.stream().map(Questions::texts).toList());
    }

    private static Map<String, String> texts(Map<byte[], byte[]> fields) {
        return fields.entrySet().stream()
                .collect(Collectors.toMap(entry -> text(entry.getKey()), entry -> text(entry.getValue())));
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static CommandArgs<byte[], byte[]> args() {
        return new CommandArgs<>(CODEC);
    }

    private <T> CompletableFuture<T> ask(Command<byte[], byte[], T> question) {
        return connection.ask(question, limit);
    }
}
