package io.redisguard.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.assertj.core.api.InstanceOfAssertFactories;

/** Asks servers what they are. */
final class Topology {
    private Topology() {}

    static void assertIsPrimary(RedisServer server) {
        assertThat(server.admin("ROLE"))
                .asInstanceOf(InstanceOfAssertFactories.LIST)
                .startsWith("master");
    }

    static void assertFollows(RedisServer replica, RedisServer primary) {
        assertThat(replica.admin("ROLE"))
                .asInstanceOf(InstanceOfAssertFactories.LIST)
                .startsWith("slave", primary.host(), (long) primary.port(), "connected");
    }

    /** Returns the lines of CLUSTER NODES of one server, by the port of the node they are about. */
    static Map<Integer, ClusterNode> nodesSeenBy(RedisServer server) {
        return String.valueOf(server.execute("CLUSTER", "NODES"))
                .lines()
                .map(ClusterNode::parse)
                .collect(Collectors.toMap(ClusterNode::port, Function.identity()));
    }

    /** Sends one command and returns the reply, an error as its text. */
    static String answer(RedisServer server, String... command) {
        try (RespConnection connection = server.client().open(StandardCharsets.UTF_8)) {
            Object reply = connection.call(command);
            return reply instanceof RespConnection.Failure failure ? failure.text() : String.valueOf(reply);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void assertIsInOrder(ClusterRedis redis) {
        List<RedisServer> primaries = redis.primaries();
        for (RedisServer witness : redis.servers()) {
            Map<Integer, ClusterNode> nodes = nodesSeenBy(witness);
            assertThat(nodes).hasSize(redis.servers().size()).values().allMatch(ClusterNode::isInOrder);
            assertThat(nodes.values().stream()
                            .mapToInt(node -> node.slots().cardinality())
                            .sum())
                    .isEqualTo(ClusterRedis.SLOTS);
            for (RedisServer primary : primaries) {
                ClusterNode node = nodes.get(primary.port());
                assertThat(node).isNotNull().matches(ClusterNode::isPrimary);
                redis.replicasOf(primary)
                        .forEach(replica -> assertThat(nodes.get(replica.port()))
                                .isNotNull()
                                .extracting(ClusterNode::primaryId)
                                .isEqualTo(node == null ? "" : node.id()));
            }
            assertThat(String.valueOf(witness.execute("CLUSTER", "INFO"))).contains("cluster_state:ok");
        }
    }
}
