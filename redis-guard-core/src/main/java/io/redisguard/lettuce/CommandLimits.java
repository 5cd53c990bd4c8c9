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

    /** Looks at an encoded command that starts at an index of the buffer and ends where the buffer ends. */
    void check(String command, @Nullable CommandArgs<?, ?> args, ByteBuf buffer, int start) {
        int bytes = buffer.writerIndex() - start;
        if (bytes > maxBytes) {
            throw new EncodeFailedException(
                    command + " was not sent: it takes " + bytes + " bytes, more than max-command-bytes=" + maxBytes
                            + ". Store smaller values, or raise the limit.",
                    null);
        }
        if (args != null && startsWithEmptyArgument(command, buffer, start) && isEmptyKey(args)) {
            throw new EncodeFailedException(
                    command + " was not sent: its key is empty. Name a key of at least one byte.", null);
        }
    }

    /** Reads {@code *n\r\n$m\r\nNAME\r\n$0}: no lengths have to be parsed, since the name is known. */
    private static boolean startsWithEmptyArgument(String command, ByteBuf buffer, int start) {
        int name = buffer.indexOf(start, buffer.writerIndex(), (byte) '$');
        int argument = name + 1 + Integer.toString(command.length()).length() + 2 + command.length() + 2;
        return name >= 0
                && argument + 1 < buffer.writerIndex()
                && buffer.getByte(argument) == '$'
                && buffer.getByte(argument + 1) == '0';
    }

    private static boolean isEmptyKey(CommandArgs<?, ?> args) {
        ByteBuffer key = args.getFirstEncodedKey();
        return key != null && !key.hasRemaining();
    }
}
