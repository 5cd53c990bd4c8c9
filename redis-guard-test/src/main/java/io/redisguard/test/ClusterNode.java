package io.redisguard.test;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Set;

/**
 * One line of CLUSTER NODES.
 *
 * @param id the name the node gave itself
 * @param port where clients find it
 * @param flags such as {@code master}, {@code myself}, {@code fail?}
 * @param primaryId the node it replicates, or {@code -}
 * @param epoch the higher one wins when two claim a slot
 * @param slots what it owns
 * @param openSlots what it gives away or takes over, such as {@code [7->-id]}; only said by the node itself
 */
record ClusterNode(
        String id, int port, Set<String> flags, String primaryId, long epoch, BitSet slots, List<String> openSlots) {
    private static final int FIRST_SLOT = 8;

    static ClusterNode parse(String line) {
        String[] words = line.split(" ", -1);
        String address = words[1].substring(0, words[1].indexOf('@'));
        BitSet slots = new BitSet(ClusterRedis.SLOTS);
        Arrays.stream(words)
                .skip(FIRST_SLOT)
                .filter(word -> !word.startsWith("["))
                .map(word -> word.split("-", -1))
                .forEach(range -> slots.set(Integer.parseInt(range[0]), Integer.parseInt(range[range.length - 1]) + 1));
        return new ClusterNode(
                words[0],
                Integer.parseInt(address.substring(address.lastIndexOf(':') + 1)),
                Set.of(words[2].split(",", -1)),
                words[3],
                Long.parseLong(words[6]),
                slots,
                Arrays.stream(words)
                        .skip(FIRST_SLOT)
                        .filter(word -> word.startsWith("["))
                        .toList());
    }

    boolean isMyself() {
        return flags.contains("myself");
    }

    boolean isPrimary() {
        return flags.contains("master");
    }

    boolean isInOrder() {
        return flags.stream()
                .noneMatch(flag -> flag.startsWith("fail") || flag.equals("handshake") || flag.equals("noaddr"));
    }

    /** Returns what all nodes must say alike about this one. */
    String claim() {
        return id + " " + primaryId + " " + slots;
    }
}
