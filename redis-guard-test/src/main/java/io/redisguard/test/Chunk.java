package io.redisguard.test;

/** Some bytes to send, and whether the connection ends after them. */
final class Chunk {
    static final Chunk END = new Chunk(new byte[0], true);

    private final byte[] bytes;
    private final boolean last;

    Chunk(byte[] bytes, boolean last) {
        this.bytes = bytes;
        this.last = last;
    }

    byte[] bytes() {
        return bytes;
    }

    boolean isLast() {
        return last;
    }
}
