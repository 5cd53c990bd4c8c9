package io.redisguard.lettuce;

import io.lettuce.core.LettuceVersion;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandKeyword;
import io.lettuce.core.protocol.CommandType;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.redisguard.command.CommandArguments;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out, once, whether what is read of arguments before they are encoded is what Lettuce encodes. Another version
 * may keep them elsewhere, or write them otherwise.
 */
final class ArgumentCheck {
    private static final Logger LOG = LoggerFactory.getLogger(ArgumentCheck.class);

    /** Differ in how they are encoded: by one byte for each character or more, and by what is no character at all. */
    private static final List<String> TEXTS = List.of(
            "",
            "key",
            "a b\n",
            "{tag}\u00e9",
            "\u20ac",
            "\ud83d\ude00",
            "\ud800\u00e9",
            "\ud800\u0120",
            "x".repeat(33));

    private static final List<RedisCodec<String, String>> STRING_CODECS =
            List.of(StringCodec.UTF8, StringCodec.ASCII, NullRefusal.of(StringCodec.UTF8));

    /** Whether arguments may be read from Lettuce's own objects. */
    static final boolean PASSED = passes();

    private ArgumentCheck() {}

    /** Makes the check when the class is used for the first time, so that its warning comes at the start. */
    static void make() {
        // what is done then is all
    }

    private static boolean passes() {
        try {
            CommandArgs<String, String> args = everyKind();
            ByteBuf bytes = Unpooled.buffer();
            args.encode(bytes);
            ArgumentView view = new ArgumentView(SingularArguments.of(args), () -> {
                throw new IllegalStateException("An argument is of an unknown kind.");
            });
            if (agree(view, Arguments.of(bytes))) {
                return true;
            }
            warn("they are not what is encoded");
        } catch (RuntimeException | LinkageError unknown) {
            warn(String.valueOf(unknown));
        }
        return false;
    }

    private static void warn(String why) {
        LOG.warn(
                "redis-guard cannot read the arguments of commands where Lettuce {} keeps them ({}). Each command whose"
                        + " arguments matter is encoded before it is let through: all rules hold, but calls are"
                        + " slower.",
                LettuceVersion.getVersion(),
                why);
    }

    private static CommandArgs<String, String> everyKind() {
        CommandArgs<String, String> args = new CommandArgs<>(StringCodec.UTF8)
                .add(CommandType.GET)
                .add(CommandKeyword.BLOCK)
                .add(() -> "custom".getBytes(StandardCharsets.US_ASCII))
                .add(0)
                .add(-1)
                .add(Long.MIN_VALUE)
                .add(1.5)
                .add(1e300)
                .add(Double.NEGATIVE_INFINITY)
                .add(new byte[] {0, ' ', -1});
        for (String text : TEXTS) {
            args.add(text).add(text.toCharArray());
            STRING_CODECS.forEach(
                    codec -> args.addAll(new CommandArgs<>(codec).addKey(text).addValue(text)));
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            args.addAll(new CommandArgs<>(ByteArrayCodec.INSTANCE).addKey(bytes).addValue(bytes));
        }
        return args;
    }

    /** Tells whether both say the same of everything that can be asked. */
    static boolean agree(CommandArguments one, CommandArguments other) {
        boolean agree = one.count() == other.count();
        for (int i = -1; agree && i <= other.count(); i++) {
            agree = one.word(i).equals(other.word(i))
                    && one.bytes(i) == other.bytes(i)
                    && one.text(i).equals(other.text(i))
                    && one.isPlain(i) == other.isPlain(i)
                    && one.slot(i) == other.slot(i)
                    && one.same(0, i) == other.same(0, i)
                    && one.same(i, i + 1) == other.same(i, i + 1);
        }
        return agree;
    }
}
