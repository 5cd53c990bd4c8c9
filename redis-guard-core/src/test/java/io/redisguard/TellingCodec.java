package io.redisguard;

import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import java.nio.ByteBuffer;

/** Strings as UTF-8 that are no values when they are marked; quotes those, as parsers of numbers and JSON do. */
final class TellingCodec implements RedisCodec<String, String> {
    /** What such a value begins with. */
    static final String BAD = "bad-";

    /** What the codec says of it. */
    static final class CodecException extends RuntimeException {
        private static final long serialVersionUID = 1;

        CodecException(String value) {
            super("This is no value: \"" + value + "\"");
        }
    }

    @Override
    public ByteBuffer encodeKey(String key) {
        return StringCodec.UTF8.encodeKey(key);
    }

    @Override
    public String decodeKey(ByteBuffer bytes) {
        return StringCodec.UTF8.decodeKey(bytes);
    }

    @Override
    public ByteBuffer encodeValue(String value) {
        return StringCodec.UTF8.encodeValue(checked(value));
    }

    @Override
    public String decodeValue(ByteBuffer bytes) {
        return checked(StringCodec.UTF8.decodeValue(bytes));
    }

    private static String checked(String value) {
        if (value.startsWith(BAD)) {
            throw new CodecException(value);
        }
        return value;
    }
}
