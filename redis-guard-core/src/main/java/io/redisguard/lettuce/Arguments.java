package io.redisguard.lettuce;

import io.lettuce.core.protocol.CommandArgs;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.redisguard.command.CommandArguments;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of a command as they will stand on the wire. Encodes them once more, so it is used only for the
 * commands whose arguments decide how they are treated.
 */
final class Arguments implements CommandArguments {
    private static final int LONGEST_WORD = 32;

    private final List<ByteBuf> raw;

    private Arguments(List<ByteBuf> raw) {
        this.raw = raw;
    }

    static Arguments of(@Nullable CommandArgs<?, ?> args) {
        List<ByteBuf> raw = new ArrayList<>();
        if (args != null) {
            ByteBuf bytes = Unpooled.buffer();
            args.encode(bytes);
            while (bytes.isReadable()) {
                raw.add(next(bytes));
            }
        }
        return new Arguments(raw);
    }

    @Override
    public int count() {
        return raw.size();
    }

    @Override
    public String word(int index) {
        int position = index < 0 ? raw.size() + index : index;
        if (position < 0 || position >= raw.size() || raw.get(position).readableBytes() > LONGEST_WORD) {
            return "";
        }
        return raw.get(position).toString(StandardCharsets.ISO_8859_1).toUpperCase(Locale.ROOT);
    }

    @Override
    public boolean same(int one, int other) {
        return Math.min(one, other) >= 0
                && Math.max(one, other) < raw.size()
                && raw.get(one).equals(raw.get(other));
    }

    /** Returns the argument behind the keyword, sought from an index on and before the word that ends the options. */
    @Nullable
    String option(String keyword, int from, String end) {
        for (int i = from; i < raw.size() && !word(i).equals(end); i++) {
            if (word(i).equals(keyword)) {
                return word(i + 1);
            }
        }
        return null;
    }

    /** Reads {@code $<length>\r\n<bytes>\r\n}. */
    private static ByteBuf next(ByteBuf bytes) {
        bytes.skipBytes(1);
        int length = 0;
        for (byte digit = bytes.readByte(); digit != '\r'; digit = bytes.readByte()) {
            length = length * 10 + (digit - '0');
        }
        bytes.skipBytes(1);
        ByteBuf argument = bytes.readSlice(length);
        bytes.skipBytes(2);
        return argument;
    }
}
