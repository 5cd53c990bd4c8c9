package io.redisguard.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ClusterViewTest {
    private static final String PRIMARY = "a 127.0.0.1:1@10001 myself,master - 0 0 1 connected 0-99 200";
    private static final String REPLICA = "b 127.0.0.1:2@10002,name,shard-id=x slave a 0 0 1 connected";

    @Test
    void readsALine() {
        ClusterNode node = ClusterNode.parse(PRIMARY + " [7->-b]");

        assertThat(node.port()).isEqualTo(1);
        assertThat(node.isMyself()).isTrue();
        assertThat(node.isPrimary()).isTrue();
        assertThat(node.isInOrder()).isTrue();
        assertThat(node.slots().cardinality()).isEqualTo(101);
        assertThat(node.slots().get(200)).isTrue();
        assertThat(node.openSlots()).containsExactly("[7->-b]");
    }

    @Test
    void readsALineOfAReplicaWithHostName() {
        ClusterNode node = ClusterNode.parse(REPLICA);

        assertThat(node.port()).isEqualTo(2);
        assertThat(node.isPrimary()).isFalse();
        assertThat(node.primaryId()).isEqualTo("a");
        assertThat(node.slots().isEmpty()).isTrue();
    }

    @Test
    void knowsFailedAndUnknownNodes() {
        assertThat(ClusterNode.parse(REPLICA.replace("slave", "slave,fail?")).isInOrder())
                .isFalse();
        assertThat(ClusterNode.parse(REPLICA.replace("slave", "handshake")).isInOrder())
                .isFalse();
    }

    @Test
    void believesTheNewerOfTwoOwners() {
        ClusterView view = view(List.of(PRIMARY), List.of("b 127.0.0.1:2@10002 myself,master - 0 0 7 connected 0-99"));

        assertThat(view.ownerOf(5)).contains(2);
        assertThat(view.ownerOf(200)).contains(1);
        assertThat(view.ownerOf(300)).isEmpty();
        assertThat(view.isAgreed()).isFalse();
        assertThat(view.hasStrangers()).isTrue();
    }

    @Test
    void believesOthersAboutANodeThatDoesNotAnswer() {
        ClusterView view = view(
                List.of(
                        "b 127.0.0.1:2@10002 myself,slave a 0 0 1 connected",
                        "a 127.0.0.1:1@10001 master,fail - 0 0 1 connected 0-99"),
                List.of());

        assertThat(view.ownerOf(5)).contains(1);
        assertThat(view.isInOrder(2)).isFalse();
    }

    @Test
    void findsOpenSlotsFromBothSides() {
        String importing = "b 127.0.0.1:2@10002 myself,master - 0 0 2 connected [7-<-a]";

        ClusterView both = view(List.of(PRIMARY + " [7->-b]"), List.of(importing));
        ClusterView one = view(List.of(PRIMARY), List.of(importing));

        assertThat(both.openSlots()).containsOnly(new ClusterView.OpenSlot(7, 1, 2));
        assertThat(one.openSlots()).containsExactly(new ClusterView.OpenSlot(7, 1, 2));
    }

    @Test
    void leavesOpenSlotsToThePrimaries() {
        ClusterView view = view(
                List.of(PRIMARY + " [7->-c]", "c 127.0.0.1:3@10003 master - 0 0 3 connected"),
                List.of("b 127.0.0.1:2@10002 myself,slave a 0 0 1 connected [7->-c]"));

        assertThat(view.openSlots()).containsExactly(new ClusterView.OpenSlot(7, 1, 3));
    }

    @Test
    void findsSlotsThatAPrimaryHasLost() {
        String other = "b 127.0.0.1:2@10002 myself,master - 0 0 2 connected 200";
        String former = "c 127.0.0.1:3@10003 master - 0 0 3 connected 300";

        ClusterView view = view(
                List.of(PRIMARY.replace("0-99", "0-98"), former),
                List.of(other, PRIMARY.replace("myself,", ""), former));
        ClusterView replica = view(List.of(PRIMARY), List.of("b 127.0.0.1:2@10002 myself,slave a 0 0 1 connected"));

        BitSet lost = new BitSet();
        lost.set(99);
        assertThat(view.lostSlots()).isEqualTo(Map.of(1, lost));
        assertThat(replica.lostSlots()).isEmpty();
    }

    private static ClusterView view(List<String> first, List<String> second) {
        return new ClusterView(List.of(first, second).stream()
                .map(report -> report.stream().map(ClusterNode::parse).toList())
                .toList());
    }
}
