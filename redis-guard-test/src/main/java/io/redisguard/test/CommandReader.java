package io.redisguard.test;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads commands as a server does: arrays of bulk strings, or words on one line. */
final class CommandReader {
    private static final Pattern SPACES = Pattern.compile("\\s+");

    private final InputStream in;

    CommandReader(InputStream in) {
        this.in = in;
    }

    /** Returns the words of the next command; empty at the end of the stream. */
    Optional<List<String>> next() throws IOException {
        while (true) {
            Optional<String> line = line();
            if (line.isEmpty()) {
                return Optional.empty();
            }
            String text = line.get().strip();
            if (text.startsWith("*")) {
                return Optional.of(words(size(text, '*')));
            }
            if (!text.isEmpty()) {
                return Optional.of(List.of(SPACES.split(text)));
            }
        }
    }

    private List<String> words(int count) throws IOException {
        List<String> words = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int length = size(line().orElseThrow(() -> new EOFException("The command ends early.")), '$');
            byte[] word = in.readNBytes(length);
            if (word.length < length || in.readNBytes(2).length < 2) {
                throw new EOFException("The command ends early.");
            }
            words.add(new String(word, StandardCharsets.UTF_8));
        }
        return List.copyOf(words);
    }

    private static int size(String line, char type) throws IOException {
        try {
            if (line.charAt(0) == type) {
                return Integer.parseInt(line.substring(1));
            }
        } catch (NumberFormatException | StringIndexOutOfBoundsException e) {
            throw new IOException("Not a command: '" + line + "'", e);
        }
        throw new IOException("Not a command: '" + line + "'");
    }

    private Optional<String> line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                return Optional.empty();
            }
            if (b != '\r') {
                line.write(b);
            }
        }
        return Optional.of(line.toString(StandardCharsets.UTF_8));
    }
}
