package io.redisguard.simulation;

import io.lettuce.core.cluster.SlotHash;
import io.redisguard.command.CommandArguments;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** Arguments as a test writes them. */
public record TextArguments(List<String> words) implements CommandArguments {
    private String at(int index) {
        return index >= 0 && index < words.size() ? words.get(index) : "";
    }

    @Override
    public int count() {
        return words.size();
    }

    @Override
    public String word(int index) {
        String word = at(index < 0 ? words.size() + index : index);
        return word.length() > 32 ? "" : word.toUpperCase(Locale.ROOT);
    }

    @Override
    public boolean same(int one, int other) {
        return Math.min(one, other) >= 0 && Math.max(one, other) < count() && at(one).equals(at(other));
    }

    @Override
    public int bytes(int index) {
        return at(index).getBytes(StandardCharsets.UTF_8).length;
    }

    @Override
    public String text(int index) {
        return at(index);
    }

    @Override
    public boolean isPlain(int index) {
        return at(index).chars().allMatch(character -> character > ' ' && character != 0x7f);
    }

    @Override
    public int slot(int index) {
        return SlotHash.getSlot(at(index));
    }
}
