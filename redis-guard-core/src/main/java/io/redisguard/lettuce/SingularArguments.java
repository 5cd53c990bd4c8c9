package io.redisguard.lettuce;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.protocol.CommandArgs;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads what Lettuce keeps of each argument until it is encoded, in fields that are not public. On a Lettuce that has
 * them no more, this class cannot be initialised; {@link ArgumentCheck} tells.
 */
final class SingularArguments {
    private static final char MAX_ASCII = 0x7f;
    private static final int LONG_TEXT = 1_000;

    private static final Class<?> BYTES = kind("BytesArgument");
    private static final Class<?> KEYWORD = kind("ProtocolKeywordArgument");
    private static final Class<?> INTEGER = kind("IntegerArgument");
    private static final Class<?> DOUBLE = kind("DoubleArgument");
    private static final Class<?> STRING = kind("StringArgument");
    private static final Class<?> CHARACTERS = kind("CharArrayArgument");
    private static final Class<?> KEY = kind("KeyArgument");
    private static final Class<?> VALUE = kind("ValueArgument");

    private static final VarHandle LIST = field(CommandArgs.class, "singularArguments", List.class);
    private static final VarHandle BYTES_OF = field(BYTES, "val", byte[].class);
    private static final VarHandle INTEGER_OF = field(INTEGER, "val", long.class);
    private static final VarHandle DOUBLE_OF = field(DOUBLE, "val", double.class);
    private static final VarHandle STRING_OF = field(STRING, "val", String.class);
    private static final VarHandle CHARACTERS_OF = field(CHARACTERS, "val", char[].class);
    private static final VarHandle KEY_OF = field(KEY, "key", Object.class);
    private static final VarHandle CODEC_OF_KEY = field(KEY, "codec", RedisCodec.class);
    private static final VarHandle VALUE_OF = field(VALUE, "val", Object.class);
    private static final VarHandle CODEC_OF_VALUE = field(VALUE, "codec", RedisCodec.class);
    private static final VarHandle UTF8 = field(StringCodec.class, "utf8", boolean.class);
    private static final VarHandle ASCII = field(StringCodec.class, "ascii", boolean.class);

    private SingularArguments() {}

    private static Class<?> kind(String name) {
        try {
            return Class.forName(CommandArgs.class.getName() + '$' + name, false, CommandArgs.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private static VarHandle field(Class<?> owner, String name, Class<?> type) {
        try {
            Lookup lookup = MethodHandles.privateLookupIn(owner, MethodHandles.lookup());
            return lookup.findVarHandle(owner, name, type);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns Lettuce's own list of arguments, which only this class understands. */
    static List<?> of(CommandArgs<?, ?> args) {
        return (List<?>) LIST.get(args);
    }

    /**
     * Returns the argument as a {@code String} or {@code byte[]}, or {@code null} when only its codec knows its bytes,
     * or when there is nothing to encode. Those of a {@code String} with other than ASCII characters are for
     * {@link #bytesOf} to tell.
     */
    static @Nullable Object valueOf(Object argument) {
        Class<?> kind = argument.getClass();
        if (kind == KEY) {
            return plain(KEY_OF.get(argument), (RedisCodec<?, ?>) CODEC_OF_KEY.get(argument));
        }
        if (kind == VALUE) {
            return plain(VALUE_OF.get(argument), (RedisCodec<?, ?>) CODEC_OF_VALUE.get(argument));
        }
        if (kind == KEYWORD || kind == BYTES) {
            return (byte[]) BYTES_OF.get(argument);
        }
        if (kind == INTEGER) {
            return Long.toString((long) INTEGER_OF.get(argument));
        }
        if (kind == STRING) {
            return (String) STRING_OF.get(argument);
        }
        if (kind == DOUBLE) {
            return Double.toString((double) DOUBLE_OF.get(argument));
        }
        char @Nullable [] characters = kind == CHARACTERS ? (char[]) CHARACTERS_OF.get(argument) : null;
        return characters == null ? null : new String(characters);
    }

    private static @Nullable Object plain(@Nullable Object keyOrValue, RedisCodec<?, ?> codec) {
        if (keyOrValue instanceof String) {
            return stringCodec(codec) == null ? null : keyOrValue;
        }
        return keyOrValue instanceof byte[] && NullRefusal.behind(codec).getClass() == ByteArrayCodec.class
                ? keyOrValue
                : null;
    }

    /** Returns the codec as one that writes UTF-8 or ASCII in the way of Lettuce, or {@code null}. */
    private static @Nullable StringCodec stringCodec(RedisCodec<?, ?> codec) {
        RedisCodec<?, ?> users = NullRefusal.behind(codec);
        boolean known =
                users.getClass() == StringCodec.class && ((boolean) UTF8.get(users) || (boolean) ASCII.get(users));
        return known ? (StringCodec) users : null;
    }

    /** Returns the codec of a key or value that is a {@code String}, or {@code null} for arguments without a codec. */
    private static @Nullable StringCodec codecOf(Object argument) {
        if (argument.getClass() == KEY) {
            return stringCodec((RedisCodec<?, ?>) CODEC_OF_KEY.get(argument));
        }
        return argument.getClass() == VALUE ? stringCodec((RedisCodec<?, ?>) CODEC_OF_VALUE.get(argument)) : null;
    }

    /** Returns how many bytes an argument whose value is a {@code String} takes on the wire. */
    static int sizeOf(Object argument, String text) {
        StringCodec codec = codecOf(argument);
        if (codec != null) {
            return (boolean) UTF8.get(codec) ? utf8Length(text) : text.length();
        }
        return isAscii(text) ? text.length() : bytesOf(argument, text).length;
    }

    /** The JVM copies a long text several times as fast as its characters can be looked at one by one. */
    private static int utf8Length(String text) {
        return text.length() < LONG_TEXT ? ByteBufUtil.utf8Bytes(text) : text.getBytes(StandardCharsets.UTF_8).length;
    }

    /** Returns the bytes of an argument whose value is a {@code String}, as Lettuce is going to write them. */
    static byte[] bytesOf(Object argument, String text) {
        StringCodec codec = codecOf(argument);
        return codec == null
                ? text.getBytes(StandardCharsets.UTF_8)
                : ByteBufUtil.getBytes(Unpooled.wrappedBuffer(codec.encodeKey(text)));
    }

    /** Tells whether each character is one byte on the wire, whatever wrote it. */
    static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > MAX_ASCII) {
                return false;
            }
        }
        return true;
    }
}
