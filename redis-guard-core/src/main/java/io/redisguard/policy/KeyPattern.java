package io.redisguard.policy;

import java.util.List;

/** A pattern for keys in which {@code *} stands for any number of characters, and all else for itself. Immutable. */
final class KeyPattern {
    private final String text;
    private final List<String> pieces;

    KeyPattern(String text) {
        this.text = text;
        this.pieces = List.of(text.split("\\*", -1));
    }

    String text() {
        return text;
    }

    boolean matches(String key) {
        String first = pieces.get(0);
        if (pieces.size() == 1) {
            return key.equals(first);
        }
        if (!key.startsWith(first)) {
            return false;
        }
        int from = first.length();
        for (String piece : pieces.subList(1, pieces.size() - 1)) {
            int found = key.indexOf(piece, from);
            if (found < 0) {
                return false;
            }
            from = found + piece.length();
        }
        String last = pieces.get(pieces.size() - 1);
        return key.length() - from >= last.length() && key.endsWith(last);
    }
}
