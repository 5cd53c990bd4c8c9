package io.redisguard.lettuce;

import io.lettuce.core.cluster.SlotHash;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.redisguard.command.CommandArguments;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The arguments of a command that is encoded: what goes over the wire, taken to pieces. */
final class Arguments implements CommandArguments {
    /** What is longer in bytes is neither a keyword nor a number. */
    static final int LONGEST_WORD = 32;

    private static final byte DELETE = 0x7f;

    private final List<ByteBuf> raw;

    private Arguments(List<ByteBuf> raw) {
        this.raw = raw;
    }

    /** Reads a whole command, which stays as it is. */
    static Arguments ofCommand(ByteBuf command) {
        ByteBuf bytes = command.duplicate();
        while (bytes.readByte() != '\n') {
            // how many there are is seen from the rest
        }
        next(bytes); // the name of the command
        return of(bytes);
    }

    /** Reads arguments up to the end of the buffer. */
    static Arguments of(ByteBuf bytes) {
        List<ByteBuf> raw = new ArrayList<>();
        while (bytes.isReadable()) {
            raw.add(next(bytes));
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
        ByteBuf argument = at(position);
        return argument.readableBytes() > LONGEST_WORD ? "" : word(ByteBufUtil.getBytes(argument));
    }

    static String word(byte[] argument) {
        return argument.length > LONGEST_WORD
                ? ""
                : new String(argument, StandardCharsets.ISO_8859_1).toUpperCase(Locale.ROOT);
    }

    @Override
    public boolean same(int one, int other) {
        return Math.min(one, other) >= 0
                && Math.max(one, other) < raw.size()
                && raw.get(one).equals(raw.get(other));
    }

    private ByteBuf at(int index) {
        return index >= 0 && index < raw.size() ? raw.get(index) : Unpooled.EMPTY_BUFFER;
    }

    @Override
    public int bytes(int index) {
        return at(index).readableBytes();
    }

    @Override
    public String text(int index) {
        return at(index).toString(StandardCharsets.UTF_8);
    }

    @Override
    public boolean isPlain(int index) {
        return at(index).forEachByte(Arguments::isPlainCharacter) < 0;
    }

    static boolean isPlain(byte[] argument) {
        for (byte character : argument) {
            if (!isPlainCharacter(character)) {
                return false;
            }
        }
        return true;
    }

    /** Tells whether a text is plain whatever wrote it; what is not may still be. */
    static boolean isPlainAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            if (character <= ' ' || character >= DELETE) {
                return false;
            }
        }
        return true;
    }

    /** Tells whether a byte is neither a blank nor a control character; those of longer characters are negative. */
    private static boolean isPlainCharacter(int character) {
        return character < 0 || (character > ' ' && character != DELETE);
    }

    @Override
    public int slot(int index) {
        return SlotHash.getSlot(ByteBufUtil.getBytes(at(index)));
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
