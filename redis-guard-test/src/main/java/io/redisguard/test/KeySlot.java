package io.redisguard.test;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The slot of a cluster that a key belongs to: CRC16 (XMODEM) of the key, or of its hash tag. */
final class KeySlot {
    private static final int POLYNOMIAL = 0x1021;

    private KeySlot() {}

    static int of(String key) {
        byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
        int open = indexOf(bytes, '{', 0);
        int close = open < 0 ? -1 : indexOf(bytes, '}', open + 1);
        boolean tagged = close > open + 1;
        return crc16(tagged ? Arrays.copyOfRange(bytes, open + 1, close) : bytes) % ClusterRedis.SLOTS;
    }

    private static int indexOf(byte[] bytes, char wanted, int from) {
        for (int i = from; i < bytes.length; i++) {
            if (bytes[i] == wanted) {
                return i;
            }
        }
        return -1;
    }

    private static int crc16(byte[] bytes) {
        int crc = 0;
        for (byte b : bytes) {
            crc ^= (b & 0xFF) << 8;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 0x8000) == 0 ? crc << 1 : crc << 1 ^ POLYNOMIAL;
            }
        }
        return crc & 0xFFFF;
    }
}
