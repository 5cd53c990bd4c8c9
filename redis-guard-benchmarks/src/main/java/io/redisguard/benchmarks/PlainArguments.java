package io.redisguard.benchmarks;

import io.redisguard.command.CommandArguments;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** Arguments that are short ASCII texts, looked at as fast as that can be. */
record PlainArguments(List<String> texts) implements CommandArguments {
    @Override
    public int count() {
        return texts.size();
    }

    @Override
    public String word(int index) {
        return text(index < 0 ? texts.size() + index : index).toUpperCase(Locale.ROOT);
    }

    @Override
    public boolean same(int one, int other) {
        return text(one).equals(text(other));
    }

    @Override
    public int bytes(int index) {
        return text(index).getBytes(StandardCharsets.UTF_8).length;
    }

    @Override
    public boolean isLonger(int index, int bytes) {
        return text(index).length() > bytes;
    }

    @Override
    public String text(int index) {
        return index >= 0 && index < texts.size() ? texts.get(index) : "";
    }

    @Override
    public boolean isPlain(int index) {
        String text = text(index);
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) <= ' ') {
                return false;
            }
        }
        return true;
    }

    @Override
    public int slot(int index) {
        return 0;
    }
}
