package io.redisguard.lettuce;

import io.lettuce.core.protocol.CommandArgs;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/** Arguments as Lettuce encodes them. */
final class Encoded {
    private Encoded() {}

    static Arguments of(CommandArgs<?, ?> args) {
        ByteBuf bytes = Unpooled.buffer();
        args.encode(bytes);
        return Arguments.of(bytes);
    }
}
