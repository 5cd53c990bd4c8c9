package io.redisguard.lettuce;

import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.RedisCommand;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.redisguard.command.CommandArguments;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * What it costs to look at a command before it is sent, at the size of each argument, the text of the first key and
 * whether it is plain: where Lettuce keeps them, and by encoding the command.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ArgumentViewBenchmark {
    private static final int KEYS = 10;

    private final RedisCodec<String, String> codec = NullRefusal.of(StringCodec.UTF8);
    private final RedisCommand<?, ?, ?> get = command(CommandType.GET, args().addKey("customer:4711:name"));
    private final RedisCommand<?, ?, ?> set100 =
            command(CommandType.SET, args().addKey("customer:4711:name").addValue("v".repeat(100)));
    private final RedisCommand<?, ?, ?> set10000 =
            command(CommandType.SET, args().addKey("customer:4711:name").addValue("v".repeat(10_000)));
    private final RedisCommand<?, ?, ?> mset = command(CommandType.MSET, pairs());

    private CommandArgs<String, String> args() {
        return new CommandArgs<>(codec);
    }

    private CommandArgs<String, String> pairs() {
        CommandArgs<String, String> pairs = args();
        for (int i = 0; i < KEYS; i++) {
            pairs.addKey("customer:" + i + ":name").addValue("v".repeat(100));
        }
        return pairs;
    }

    private RedisCommand<?, ?, ?> command(CommandType type, CommandArgs<String, String> args) {
        return new AsyncCommand<>(new Command<>(type, new StatusOutput<>(codec), args));
    }

    private static int read(RedisCommand<?, ?, ?> command) {
        return look(ArgumentView.of(command, () -> {
            throw new IllegalStateException("These need no encoding.");
        }));
    }

    private static int encode(RedisCommand<?, ?, ?> command) {
        ByteBuf bytes = Unpooled.buffer();
        command.encode(bytes);
        return look(Arguments.ofCommand(bytes));
    }

    private static int look(CommandArguments arguments) {
        int seen = arguments.text(0).length() + (arguments.isPlain(0) ? 1 : 0);
        for (int i = arguments.count() - 1; i >= 0; i--) {
            seen += arguments.isLonger(i, 100_000) ? 1 : 0;
        }
        return seen;
    }

    /** GET with one key. */
    @Benchmark
    public int readGet() {
        return read(get);
    }

    /** The same, encoded. */
    @Benchmark
    public int encodeGet() {
        return encode(get);
    }

    /** SET with a value of 100 bytes. */
    @Benchmark
    public int readSet100() {
        return read(set100);
    }

    /** The same, encoded. */
    @Benchmark
    public int encodeSet100() {
        return encode(set100);
    }

    /** SET with a value of 10 000 bytes. */
    @Benchmark
    public int readSet10000() {
        return read(set10000);
    }

    /** The same, encoded. */
    @Benchmark
    public int encodeSet10000() {
        return encode(set10000);
    }

    /** MSET with ten keys and values of 100 bytes. */
    @Benchmark
    public int readMset10() {
        return read(mset);
    }

    /** The same, encoded. */
    @Benchmark
    public int encodeMset10() {
        return encode(mset);
    }
}
