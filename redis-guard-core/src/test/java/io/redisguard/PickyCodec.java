package io.redisguard;

import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import java.nio.ByteBuffer;

/** Strings as UTF-8, but for one value that it cannot write and one that it cannot read. */
public final class PickyCodec implements RedisCodec<String, String> {
    /** The value that cannot be encoded. */
    public static final String UNWRITABLE = Canary.value();

    /** The value that cannot be decoded. */
    public static final String UNREADABLE = Canary.value();

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
        if (value.equals(UNWRITABLE)) {
            throw new IllegalArgumentException("This value has no bytes.");
        }
        return StringCodec.UTF8.encodeValue(value);
    }

    @Override
    public String decodeValue(ByteBuffer bytes) {
        String value = StringCodec.UTF8.decodeValue(bytes);
        if (value.equals(UNREADABLE)) {
            throw new IllegalArgumentException("These bytes are no value.");
        }
        return value;
    }
}
