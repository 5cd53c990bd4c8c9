package io.redisguard.lettuce;

import io.lettuce.core.protocol.CommandArgs;
import io.netty.buffer.ByteBuf;
import io.redisguard.error.EncodeFailedException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What the bytes of one command must keep to; looked at once they are encoded, where a look is nearly free.
 *
 * @param maxBytes largest command in bytes on the wire
 */
public record CommandLimits(int maxBytes) {
    private static final int CRLF = 2;
    private static final int DECIMAL = 10;

    /** Looks at an encoded command that starts at an index of the buffer and ends where the buffer ends. */
    void check(String command, @Nullable CommandArgs<?, ?> args, ByteBuf buffer, int start) {
        int bytes = buffer.writerIndex() - start;
        if (bytes > maxBytes) {
            throw new EncodeFailedException(
                    command + " was not sent: it takes " + bytes + " bytes, more than max-command-bytes=" + maxBytes
                            + ". Store smaller values, or raise the limit.",
                    null);
        }
        if (args != null && isEmptyBehindName(buffer, start) && isEmptyKey(args)) {
            throw new EncodeFailedException(
                    command + " was not sent: its key is empty. Name a key of at least one byte.", null);
        }
    }

    /**
     * Reads {@code *n\r\n$m\r\nNAME\r\n$0}. The name is that on the wire, which may be written otherwise than in the
     * catalogue; behind that of a command with subcommands stands the subcommand, which is never empty.
     */
    private static boolean isEmptyBehindName(ByteBuf buffer, int start) {
        int end = buffer.writerIndex();
        int at = buffer.indexOf(start, end, (byte) '$') + 1;
        if (at == 0) {
            return false;
        }
        int length = 0;
        for (; at < end && buffer.getByte(at) != '\r'; at++) {
            length = length * DECIMAL + (buffer.getByte(at) - '0');
        }
        int argument = at + CRLF + length + CRLF;
        return argument > at
                && argument + 1 < end
                && buffer.getByte(argument) == '$'
                && buffer.getByte(argument + 1) == '0';
    }

    private static boolean isEmptyKey(CommandArgs<?, ?> args) {
        ByteBuffer key = args.getFirstEncodedKey();
        return key != null && !key.hasRemaining();
    }
}
