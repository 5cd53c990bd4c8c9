package io.redisguard.lettuce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import ch.qos.logback.classic.Level;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.CompressionCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandKeyword;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.RedisCommand;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.redisguard.CapturedLog;
import io.redisguard.PickyCodec;
import io.redisguard.command.CommandArguments;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ArgumentViewTest {
    private static final StringCodec LATIN = new StringCodec(StandardCharsets.ISO_8859_1);
    private static final String FACE = "\ud83d\ude00";

    /** Codecs that nobody has to be asked for the bytes of. */
    private static final List<RedisCodec<String, String>> PLAIN = List.of(
            StringCodec.UTF8,
            StringCodec.ASCII,
            new StringCodec(StandardCharsets.UTF_8),
            NullRefusal.of(StringCodec.UTF8),
            NullRefusal.of(StringCodec.ASCII));

    /** Codecs of others, and of Lettuce's own those whose bytes are not known. */
    private static final List<RedisCodec<String, String>> OPAQUE = List.of(
            LATIN,
            new StringCodec(StandardCharsets.UTF_16),
            new StringCodec(StandardCharsets.UTF_8) {
                @Override
                public void encode(String text, ByteBuf target) {
                    super.encode("<" + text + ">", target);
                }
            },
            new PickyCodec(),
            NullRefusal.of(new PickyCodec()),
            RedisCodec.of(StringCodec.UTF8, LATIN),
            CompressionCodec.valueCompressor(StringCodec.UTF8, CompressionCodec.CompressionType.DEFLATE));

    private static final List<String> PIECES = List.of(
            "",
            "a",
            "key:1",
            "{tag}",
            " ",
            "\n",
            "\u007f",
            "\u0080",
            "\u00df",
            "\u00ff",
            "\u0120",
            "\u0131",
            "\u20ac",
            "\ufffd",
            "\uffff",
            FACE,
            "\ud800",
            "\udc00",
            "NX",
            "nx",
            "0",
            "-1",
            "1.5",
            "STREAMS",
            "x".repeat(30));

    private final AtomicInteger encoded = new AtomicInteger();

    private static AsyncCommand<String, String, String> command(@Nullable CommandArgs<?, ?> args) {
        @SuppressWarnings("unchecked") // never used as what it is not
        CommandArgs<String, String> any = (CommandArgs<String, String>) args;
        return new AsyncCommand<>(new Command<>(CommandType.SET, new StatusOutput<>(StringCodec.UTF8), any));
    }

    /** Returns a view on a command, which counts how often it has to encode it. */
    private ArgumentView view(RedisCommand<?, ?, ?> command) {
        return ArgumentView.of(command, encoding(command));
    }

    private ArgumentView.Encoding encoding(RedisCommand<?, ?, ?> command) {
        List<Arguments> known = new ArrayList<>();
        return () -> {
            if (known.isEmpty()) {
                encoded.incrementAndGet();
                known.add(encode(command));
            }
            return known.get(0);
        };
    }

    private static Arguments encode(RedisCommand<?, ?, ?> command) {
        ByteBuf bytes = Unpooled.buffer();
        command.encode(bytes);
        return Arguments.ofCommand(bytes);
    }

    private static void assertAgreement(CommandArguments view, CommandArguments wire) {
        int count = wire.count();
        assertThat(view.count()).isEqualTo(count);
        for (int i = -count - 1; i <= count; i++) {
            assertThat(view.word(i)).as("word " + i).isEqualTo(wire.word(i));
            assertThat(view.bytes(i)).as("bytes " + i).isEqualTo(wire.bytes(i));
            for (int limit : new int[] {0, wire.bytes(i) - 1, wire.bytes(i), wire.bytes(i) * 2, 1 << 20}) {
                assertThat(view.isLonger(i, limit)).as("longer " + i).isEqualTo(wire.bytes(i) > limit);
            }
            assertThat(view.text(i)).as("text " + i).isEqualTo(wire.text(i));
            assertThat(view.isPlain(i)).as("plain " + i).isEqualTo(wire.isPlain(i));
            assertThat(view.slot(i)).as("slot " + i).isEqualTo(wire.slot(i));
            for (int other = -1; other <= count; other++) {
                assertThat(view.same(i, other)).as("same " + i + " " + other).isEqualTo(wire.same(i, other));
            }
        }
    }

    static Stream<org.junit.jupiter.params.provider.Arguments> kinds() {
        return Stream.of(
                arguments(
                        "keywords",
                        new CommandArgs<>(LATIN).add(CommandKeyword.BLOCK).add(CommandType.GET)),
                arguments(
                        "keywords of others",
                        new CommandArgs<>(LATIN).add(() -> "own\u00e9".getBytes(StandardCharsets.UTF_8))),
                arguments(
                        "integers",
                        new CommandArgs<>(LATIN)
                                .add(0)
                                .add(127)
                                .add(128)
                                .add(-1)
                                .add(Long.MIN_VALUE)
                                .add(7L)),
                arguments(
                        "doubles",
                        new CommandArgs<>(LATIN)
                                .add(0d)
                                .add(-0d)
                                .add(1e300)
                                .add(Double.NaN)
                                .add(0.1f)),
                arguments("infinity", new CommandArgs<>(LATIN).add(Double.NEGATIVE_INFINITY)),
                arguments(
                        "strings",
                        new CommandArgs<>(LATIN)
                                .add("")
                                .add("a\u00e9")
                                .add(FACE)
                                .add("\ud800\u00e9")),
                arguments("characters", new CommandArgs<>(LATIN).add("secr\u00e9t\udc00".toCharArray())),
                arguments("bytes", new CommandArgs<>(LATIN).add(new byte[] {0, ' ', -1, 'a', '\r', '\n'})),
                arguments("objects", new CommandArgs<>(LATIN).add((Object) 1).add((Object) 1.5f)),
                arguments(
                        "keys and values of bytes",
                        new CommandArgs<>(ByteArrayCodec.INSTANCE)
                                .addKey(new byte[] {'k', -1})
                                .addValue(new byte[0])),
                arguments(
                        "keys and values of bytes that must not be null",
                        new CommandArgs<>(NullRefusal.of(ByteArrayCodec.INSTANCE)).addKey(new byte[] {1, 2})));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("kinds")
    void readsWithoutEncoding(String kind, CommandArgs<?, ?> args) {
        RedisCommand<?, ?, ?> command = command(args);

        assertAgreement(view(command), encode(command));
        assertThat(encoded).as(kind).hasValue(0);
    }

    @Test
    void readsWithoutEncodingWhatLettucesStringCodecsWrite() {
        PLAIN.forEach(codec -> PIECES.forEach(text -> PIECES.forEach(more -> {
            RedisCommand<?, ?, ?> command =
                    command(new CommandArgs<>(codec).addKey(text + more).addValue(text + "b" + more));

            assertAgreement(view(command), encode(command));
        })));

        assertThat(encoded).hasValue(0);
    }

    @Test
    void hasNothingToReadWithoutArguments() {
        RedisCommand<?, ?, ?> command = command(null);

        assertAgreement(view(command), encode(command));
        assertThat(encoded).hasValue(0);
    }

    @Test
    void encodesWhatOnlyTheCodecKnowsOnce() {
        OPAQUE.forEach(codec -> {
            RedisCommand<?, ?, ?> command =
                    command(new CommandArgs<>(codec).addKey("key").add("NX").addValue("v\u00e4lue"));
            ArgumentView view = view(command);
            encoded.set(0);

            assertThat(view.word(1)).isEqualTo("NX");
            assertThat(view.word(-2)).isEqualTo("NX");
            assertThat(view.word(9)).isEmpty();
            assertThat(view.count()).isEqualTo(3);
            assertThat(encoded).as("these need no codec").hasValue(0);
            assertAgreement(view, encode(command));
            assertThat(encoded).as(codec.getClass().getName()).hasValue(1);
        });
    }

    @Test
    void encodesKeysThatAreNull() {
        @SuppressWarnings("NullAway") // Lettuce lets it pass
        RedisCommand<?, ?, ?> command = command(new CommandArgs<>(StringCodec.UTF8).addKey(null));

        assertAgreement(view(command), encode(command));
        assertThat(encoded).hasValue(1);
    }

    @Test
    @SuppressWarnings("NullAway") // Lettuce lets it pass
    void leavesItToLettuceToFailForWhatIsNull() {
        for (CommandArgs<?, ?> args : List.of(
                new CommandArgs<>(LATIN).add((String) null),
                new CommandArgs<>(LATIN).add((char[]) null),
                new CommandArgs<>(LATIN).add((byte[]) null))) {
            ArgumentView view = view(command(args));

            assertThat(view.count()).isEqualTo(1);
            assertThatThrownBy(() -> view.text(0)).isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> view.word(0)).isInstanceOf(NullPointerException.class);
        }
        assertThat(encoded).hasValue(6);
    }

    @Test
    void encodesWhatIsNotOfTheTypeOfItsCodec() {
        @SuppressWarnings({"unchecked", "rawtypes"}) // as with a connection of raw types
        RedisCommand<?, ?, ?> command = command(new CommandArgs(StringCodec.UTF8).addKey(5));

        ArgumentView view = view(command);

        assertThatThrownBy(() -> view.text(0)).isInstanceOf(ClassCastException.class);
    }

    @Test
    void encodesCommandsThatAreNotLettucesOwn() {
        CommandArgs<String, String> args = new CommandArgs<>(StringCodec.UTF8).addKey("seen");
        RedisCommand<?, ?, ?> othersCommand =
                new AsyncCommand<>(new Command<>(CommandType.SET, new StatusOutput<>(StringCodec.UTF8), args) {
                    @Override
                    public void encode(ByteBuf buffer) {
                        buffer.writeCharSequence("*2\r\n$3\r\nSET\r\n$4\r\nsent\r\n", StandardCharsets.US_ASCII);
                    }
                });
        RedisCommand<?, ?, ?> othersArgs = command(new CommandArgs<>(StringCodec.UTF8) {
            @Override
            public int count() {
                return 1;
            }

            @Override
            public void encode(ByteBuf buffer) {
                buffer.writeCharSequence("$4\r\nsent\r\n", StandardCharsets.US_ASCII);
            }
        });

        assertThat(view(othersCommand).text(0)).isEqualTo("sent");
        assertThat(view(othersArgs).text(0)).isEqualTo("sent");
    }

    @Test
    void agreesWithTheWireOnWhateverLettuceCanBuild() {
        for (int seed = 0; seed < 2_000; seed++) {
            Random random = new Random(seed);
            RedisCommand<?, ?, ?> command = command(randomArgs(random));
            Arguments wire = encode(command);

            assertAgreement(view(command), wire);
            assertAgreement(new ArgumentView(null, encoding(command)), wire);
        }
    }

    private static CommandArgs<String, String> randomArgs(Random random) {
        CommandArgs<String, String> args = new CommandArgs<>(StringCodec.UTF8);
        for (int i = random.nextInt(8); i > 0; i--) {
            List<RedisCodec<String, String>> codecs = random.nextInt(3) == 0 ? OPAQUE : PLAIN;
            CommandArgs<String, String> one = new CommandArgs<>(codecs.get(random.nextInt(codecs.size())));
            String text = randomText(random);
            args.addAll(
                    switch (random.nextInt(9)) {
                        case 0 -> one.addKey(text);
                        case 1 -> one.addValue(text);
                        case 2 -> one.add(text);
                        case 3 -> one.add(text.toCharArray());
                        case 4 -> one.add(random.nextBoolean() ? random.nextLong() : random.nextInt(300) - 150);
                        case 5 -> one.add(random.nextGaussian() * Math.pow(10, random.nextInt(40) - 20));
                        case 6 -> one.add(text.getBytes(StandardCharsets.UTF_16LE));
                        case 7 -> one.add(random.nextBoolean() ? CommandKeyword.BLOCK : CommandKeyword.COUNT);
                        default -> one.add(() -> text.getBytes(StandardCharsets.UTF_8));
                    });
        }
        return args;
    }

    private static String randomText(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(4); i > 0; i--) {
            text.append(
                    random.nextBoolean() ? PIECES.get(random.nextInt(PIECES.size())) : (char) random.nextInt(0x110));
        }
        return text.toString();
    }

    @Test
    void bytesThatTheirOwnerChangesAreStillSentInOnePiece() {
        byte[] value = {'a', 'b'};
        RedisCommand<?, ?, ?> command = command(new CommandArgs<>(ByteArrayCodec.INSTANCE)
                .addKey(new byte[] {'k'})
                .addValue(value));
        assertThat(view(command).text(1)).isEqualTo("ab");

        Arrays.fill(value, (byte) '\r');

        assertThat(encode(command).count()).isEqualTo(2);
        assertThat(encode(command).text(1)).isEqualTo("\r\r");
    }

    @Test
    void aCodecMayGiveBuffersOfItsOwn() {
        RedisCommand<?, ?, ?> command = command(new CommandArgs<>(new RedisCodec<ByteBuffer, ByteBuffer>() {
                    @Override
                    public ByteBuffer decodeKey(ByteBuffer bytes) {
                        return bytes;
                    }

                    @Override
                    public ByteBuffer decodeValue(ByteBuffer bytes) {
                        return bytes;
                    }

                    @Override
                    public ByteBuffer encodeKey(ByteBuffer key) {
                        return key.duplicate();
                    }

                    @Override
                    public ByteBuffer encodeValue(ByteBuffer value) {
                        return value.duplicate();
                    }
                })
                .addKey(ByteBuffer.wrap(new byte[] {'k'}))
                .addValue(ByteBuffer.allocateDirect(3)));

        assertAgreement(view(command), encode(command));
        assertThat(encoded).hasValue(1);
    }

    @Test
    void theCheckPassesOnThisLettuceWithoutAWord() {
        try (CapturedLog log = CapturedLog.from(Level.WARN)) {
            ArgumentCheck.make();

            assertThat(ArgumentCheck.PASSED).isTrue();
            assertThat(log.warnings()).isEmpty();
        }
    }

    static Stream<CommandArgs<String, String>> otherThanKeyAndOne() {
        return Stream.of(
                new CommandArgs<>(StringCodec.UTF8).addKey("key"),
                new CommandArgs<>(StringCodec.UTF8).addKey("key").add(1).add(1),
                new CommandArgs<>(StringCodec.UTF8).addKey("KEY").add(1),
                new CommandArgs<>(StringCodec.UTF8).addKey("kex").add(1),
                new CommandArgs<>(StringCodec.UTF8).addKey("key").add(1d),
                new CommandArgs<>(StringCodec.UTF8).addKey("k y").add(1));
    }

    @ParameterizedTest
    @MethodSource("otherThanKeyAndOne")
    void theCheckSeesEveryDifference(CommandArgs<String, String> other) {
        CommandArgs<String, String> args =
                new CommandArgs<>(StringCodec.UTF8).addKey("key").add(1);

        assertThat(ArgumentCheck.agree(view(command(args)), Encoded.of(args))).isTrue();
        assertThat(ArgumentCheck.agree(view(command(other)), Encoded.of(args))).isFalse();
        assertThat(ArgumentCheck.agree(view(command(args)), Encoded.of(other))).isFalse();
    }
}
