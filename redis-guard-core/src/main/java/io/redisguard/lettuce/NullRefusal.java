package io.redisguard.lettuce;

import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.codec.ToByteBufEncoder;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A codec that does not turn {@code null} into an empty key or value without a word, as those of Lettuce do. Codecs
 * that have bytes for {@code null} may keep it.
 */
class NullRefusal<K, V> implements RedisCodec<K, V> {
    private final RedisCodec<K, V> codec;

    private NullRefusal(RedisCodec<K, V> codec) {
        this.codec = codec;
    }

    static <K, V> RedisCodec<K, V> of(RedisCodec<K, V> codec) {
        return codec instanceof ToByteBufEncoder ? new Direct<>(codec) : new NullRefusal<>(codec);
    }

    /** Returns the codec that was given, whether it is guarded by now or not. */
    static RedisCodec<?, ?> behind(RedisCodec<?, ?> codec) {
        return codec instanceof NullRefusal<?, ?> refusal ? refusal.codec : codec;
    }

    private static void check(Object keyOrValue, boolean empty, String what) {
        if (keyOrValue == null && empty) {
            throw new IllegalArgumentException("A " + what + " is null.");
        }
    }

    @Override
    public K decodeKey(ByteBuffer bytes) {
        return codec.decodeKey(bytes);
    }

    @Override
    public V decodeValue(ByteBuffer bytes) {
        return codec.decodeValue(bytes);
    }

    @Override
    public ByteBuffer encodeKey(K key) {
        ByteBuffer bytes = codec.encodeKey(key);
        check(key, !bytes.hasRemaining(), "key");
        return bytes;
    }

    @Override
    public ByteBuffer encodeValue(V value) {
        ByteBuffer bytes = codec.encodeValue(value);
        check(value, !bytes.hasRemaining(), "value");
        return bytes;
    }

    /**
     * The same for codecs that write into Lettuce's buffer. Long texts of the usual codec are turned into bytes by the
     * JVM, which is several times as fast as doing so character by character.
     */
    private static final class Direct<K, V> extends NullRefusal<K, V> implements ToByteBufEncoder<K, V> {
        private static final int LONG_TEXT = 1_000;

        private final ToByteBufEncoder<K, V> encoder;
        private final boolean utf8;

        @SuppressWarnings("unchecked") // Lettuce asks the same of such codecs
        private Direct(RedisCodec<K, V> codec) {
            super(codec);
            this.encoder = (ToByteBufEncoder<K, V>) codec;
            this.utf8 = codec.equals(StringCodec.UTF8);
        }

        @Override
        public void encodeKey(K key, ByteBuf target) {
            int start = target.writerIndex();
            encoder.encodeKey(key, target);
            check(key, target.writerIndex() == start, "key");
        }

        @Override
        public void encodeValue(V value, ByteBuf target) {
            if (utf8 && value instanceof String text && text.length() >= LONG_TEXT) {
                target.writeBytes(text.getBytes(StandardCharsets.UTF_8));
                return;
            }
            int start = target.writerIndex();
            encoder.encodeValue(value, target);
            check(value, target.writerIndex() == start, "value");
        }

        @Override
        public int estimateSize(Object keyOrValue) {
            return encoder.estimateSize(keyOrValue);
        }

        @Override
        public boolean isEstimateExact() {
            return encoder.isEstimateExact();
        }
    }
}
