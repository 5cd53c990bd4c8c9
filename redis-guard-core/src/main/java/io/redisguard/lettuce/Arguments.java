package io.redisguard.lettuce;

import io.lettuce.core.protocol.CommandArgs;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of a command as they will stand on the wire. Encodes them once more, so it is used only for the few
 * commands whose arguments decide how they are treated.
 */
final class Arguments {
    private static final int LONGEST_WORD = 32;

    private final List<String> words;

    private Arguments(List<String> words) {
        this.words = words;
    }

    static Arguments of(@Nullable CommandArgs<?, ?> args) {
        List<String> words = new ArrayList<>();
        if (args != null) {
            ByteBuf bytes = Unpooled.buffer();
            args.encode(bytes);
            while (bytes.isReadable()) {
                words.add(nextWord(bytes));
            }
        }
        return new Arguments(words);
    }

    /** Returns the argument in upper case, counted from 0 or backwards from -1, or an empty word. */
    String word(int index) {
        int position = index < 0 ? words.size() + index : index;
        return position >= 0 && position < words.size() ? words.get(position) : "";
    }

    /** Returns the argument behind the keyword, sought from an index on and before the word that ends the options. */
    @Nullable
    String option(String keyword, int from, String end) {
        for (int i = from; i < words.size() && !words.get(i).equals(end); i++) {
            if (words.get(i).equals(keyword)) {
                return word(i + 1);
            }
        }
        return null;
    }

    /** Reads {@code $<length>\r\n<bytes>\r\n}; longer arguments are no keywords and numbers, so they become empty. */
    private static String nextWord(ByteBuf bytes) {
        bytes.skipBytes(1);
        int length = 0;
        for (byte digit = bytes.readByte(); digit != '\r'; digit = bytes.readByte()) {
            length = length * 10 + (digit - '0');
        }
        bytes.skipBytes(1);
        String word = length > LONGEST_WORD
                ? ""
                : bytes.toString(bytes.readerIndex(), length, StandardCharsets.ISO_8859_1)
                        .toUpperCase(Locale.ROOT);
        bytes.skipBytes(length + 2);
        return word;
    }
}
