package io.redisguard.lettuce;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/**
 * What is written in place of a command that must not be sent any more. The command already has its place in the queue
 * of expected replies, so some reply must come for it; that of PING harms nobody and is dropped.
 */
final class Placeholder {
    private static final byte[] PING = "*1\r\n$4\r\nPING\r\n".getBytes(StandardCharsets.US_ASCII);

    private Placeholder() {}

    static void write(ByteBuf buffer) {
        buffer.writeBytes(PING);
    }
}
