package io.redisguard.lettuce;

import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.DecoratedCommand;
import io.lettuce.core.protocol.RedisCommand;
import io.redisguard.command.CommandArguments;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of a command, read where Lettuce keeps them. Of keys and values of other codecs than Lettuce's own for
 * strings and bytes nobody but the codec knows the bytes, nor of anything once {@link ArgumentCheck} has failed: then
 * the command is encoded, and these very bytes are sent later.
 */
final class ArgumentView implements CommandArguments {
    /** Encodes a command when somebody first asks. */
    interface Encoding {
        /**
         * Returns the arguments as they will be sent.
         *
         * @throws io.redisguard.error.EncodeFailedException when they cannot be encoded
         */
        Arguments encodedArguments();
    }

    private static final String LETTUCE = "io.lettuce.core";
    private static final byte[] NONE = {};
    private static final int MOST_BYTES_PER_CHARACTER = 3;

    private final @Nullable List<?> plain;
    private final Encoding encoding;

    /**
     * Creates a view.
     *
     * @param plain what {@link SingularArguments} returns, or {@code null} when all has to be encoded
     * @param encoding encodes the command when first asked
     */
    ArgumentView(@Nullable List<?> plain, Encoding encoding) {
        this.plain = plain;
        this.encoding = encoding;
    }

    /** Returns the arguments of a command, which is encoded only if need be. */
    static ArgumentView of(RedisCommand<?, ?, ?> command, Encoding encoding) {
        return new ArgumentView(ArgumentCheck.PASSED ? plain(command) : null, encoding);
    }

    /** What classes of others encode may be something else than what stands in Lettuce's list. */
    private static @Nullable List<?> plain(RedisCommand<?, ?, ?> command) {
        CommandArgs<?, ?> args = command.getArgs();
        RedisCommand<?, ?, ?> encoded = command;
        while ((isLettuces(encoded) || encoded instanceof FailureSignal)
                && encoded instanceof DecoratedCommand<?, ?, ?> decorated) {
            encoded = decorated.getDelegate();
        }
        if (!isLettuces(encoded) || (args != null && !isLettuces(args))) {
            return null;
        }
        return args == null ? List.of() : SingularArguments.of(args);
    }

    private static boolean isLettuces(Object commandOrArgs) {
        Class<?> type = commandOrArgs.getClass();
        return type == AsyncCommand.class // the usual ones first: comparing names takes long
                || type == Command.class
                || type == CommandArgs.class
                || type.getPackageName().startsWith(LETTUCE);
    }

    /**
     * Returns the argument as a {@code String} or {@code byte[]}, no bytes when there is none, or {@code null} when it
     * has to be encoded.
     */
    private @Nullable Object valueAt(int index) {
        if (plain == null) {
            return null;
        }
        return index >= 0 && index < plain.size() ? SingularArguments.valueOf(plain.get(index)) : NONE;
    }

    /** Returns the bytes of the argument, none when there is none, or {@code null} when it has to be encoded. */
    private byte @Nullable [] bytesAt(int index) {
        Object value = valueAt(index);
        return value instanceof String text ? bytesOf(index, text) : (byte[]) value;
    }

    private byte[] bytesOf(int index, String text) {
        return plain == null ? NONE : SingularArguments.bytesOf(plain.get(index), text);
    }

    @Override
    public int count() {
        return plain == null ? encoding.encodedArguments().count() : plain.size();
    }

    @Override
    public String word(int index) {
        int position = index < 0 ? count() + index : index;
        Object value = valueAt(position);
        if (value instanceof String text) {
            if (text.length() > Arguments.LONGEST_WORD) {
                return "";
            }
            return SingularArguments.isAscii(text)
                    ? text.toUpperCase(Locale.ROOT)
                    : Arguments.word(bytesOf(position, text));
        }
        return value == null ? encoding.encodedArguments().word(index) : Arguments.word((byte[]) value);
    }

    @Override
    public boolean same(int one, int other) {
        if (Math.min(one, other) < 0 || Math.max(one, other) >= count()) {
            return false;
        }
        byte[] bytes = bytesAt(one);
        byte[] others = bytes == null ? null : bytesAt(other);
        return others == null ? encoding.encodedArguments().same(one, other) : Arrays.equals(bytes, others);
    }

    @Override
    public int bytes(int index) {
        Object value = valueAt(index);
        if (value instanceof String text) {
            return plain == null ? 0 : SingularArguments.sizeOf(plain.get(index), text);
        }
        return value == null ? encoding.encodedArguments().bytes(index) : ((byte[]) value).length;
    }

    @Override
    public boolean isLonger(int index, int bytes) {
        if (valueAt(index) instanceof String text) {
            if (text.length() > bytes) {
                return true;
            }
            if (text.length() <= bytes / MOST_BYTES_PER_CHARACTER) {
                return false;
            }
        }
        return bytes(index) > bytes;
    }

    @Override
    public String text(int index) {
        if (valueAt(index) instanceof String text && SingularArguments.isAscii(text)) {
            return text;
        }
        byte[] bytes = bytesAt(index);
        return bytes == null ? encoding.encodedArguments().text(index) : new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public boolean isPlain(int index) {
        if (valueAt(index) instanceof String text && Arguments.isPlainAscii(text)) {
            return true;
        }
        byte[] bytes = bytesAt(index);
        return bytes == null ? encoding.encodedArguments().isPlain(index) : Arguments.isPlain(bytes);
    }

    @Override
    public int slot(int index) {
        byte[] bytes = bytesAt(index);
        return bytes == null ? encoding.encodedArguments().slot(index) : SlotHash.getSlot(bytes);
    }
}
