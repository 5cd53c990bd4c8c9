package io.redisguard.lettuce;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.GeoArgs;
import io.lettuce.core.KillArgs;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SetArgs;
import io.lettuce.core.SortArgs;
import io.lettuce.core.StatefulRedisConnectionImpl;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.ZAddArgs;
import io.lettuce.core.ZStoreArgs;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.protocol.DefaultEndpoint;
import io.lettuce.core.protocol.RedisCommand;
import io.lettuce.core.resource.ClientResources;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.redisguard.PickyCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

@TestInstance(Lifecycle.PER_CLASS)
class ArgumentsOfTheApiTest {
    private final ClientResources resources = ClientResources.create();

    @AfterAll
    void close() throws InterruptedException {
        resources.shutdown(0, 1, TimeUnit.SECONDS).await();
    }

    /** A connection of Lettuce's that keeps its commands. */
    private final class Kept extends StatefulRedisConnectionImpl<String, String> {
        private final List<RedisCommand<?, ?, ?>> commands = new ArrayList<>();

        Kept(DefaultEndpoint endpoint, RedisCodec<String, String> codec) {
            super(
                    endpoint,
                    endpoint,
                    codec,
                    Duration.ofSeconds(1),
                    ClientOptions.create().getJsonParser());
        }

        @Override
        public <T> RedisCommand<String, String, T> dispatch(RedisCommand<String, String, T> command) {
            commands.add(command);
            return command;
        }
    }

    @SuppressWarnings({"unchecked", "deprecation", "FutureReturnValueIgnored"}) // nobody answers them
    private List<RedisCommand<?, ?, ?>> commandsWith(RedisCodec<String, String> codec) {
        Kept connection = new Kept(new DefaultEndpoint(ClientOptions.create(), resources), codec);
        connection.setOptions(ClientOptions.create());
        RedisAsyncCommands<String, String> redis = connection.async();
        redis.set("k\u00e9y", "v", SetArgs.Builder.ex(10).nx());
        redis.mset(Map.of("a", "1", "b", "2"));
        redis.incrbyfloat("k", 1.5);
        redis.setrange("k", 5, "v");
        redis.hset("h", Map.of("f", "v"));
        redis.lpush("l", "1", "2");
        redis.linsert("l", true, "1", "0");
        redis.blpop(1.5, "l", "m");
        redis.zadd("z", ZAddArgs.Builder.gt().ch(), 1.0, "one");
        redis.zrangebyscore("z", Range.unbounded(), Limit.create(0, 5));
        redis.zunionstore("to", ZStoreArgs.Builder.weights(1, 2).max(), "z", "y");
        redis.geoadd("g", 13.4, 52.5, "b");
        redis.georadius("g", 1, 2, 3, GeoArgs.Unit.km, GeoArgs.Builder.full());
        redis.sort("l", SortArgs.Builder.by("w_*").limit(0, 5).get("#").alpha());
        redis.scan(ScanCursor.INITIAL, ScanArgs.Builder.matches("a*").limit(10));
        redis.hscan("h", ScanCursor.of("5"));
        redis.eval("return 1", ScriptOutputType.INTEGER, new String[] {"k"}, "v");
        redis.xadd("s", Map.of("f", "v"));
        redis.xread(XReadArgs.Builder.block(10), XReadArgs.StreamOffset.latest("s"));
        redis.clientKill(KillArgs.Builder.addr("1.2.3.4:5"));
        redis.clientSetname("me");
        redis.configSet("maxmemory", "1mb");
        redis.objectEncoding("k");
        redis.pexpire("k", 10);
        redis.publish("c", "m");
        redis.auth("secret");
        redis.ping();
        return connection.commands;
    }

    private static Arguments encode(RedisCommand<?, ?, ?> command) {
        ByteBuf bytes = Unpooled.buffer();
        command.encode(bytes);
        return Arguments.ofCommand(bytes);
    }

    @Test
    void areReadWithoutEncodingWithLettucesOwnCodec() {
        assertThat(commandsWith(StringCodec.UTF8)).hasSize(27).allSatisfy(command -> {
            ArgumentView view = ArgumentView.of(command, () -> {
                throw new AssertionError("encoded: " + command.getType());
            });

            assertThat(ArgumentCheck.agree(view, encode(command)))
                    .as(String.valueOf(command))
                    .isTrue();
        });
    }

    @Test
    void areTheSameWithACodecOfOthers() {
        assertThat(commandsWith(new PickyCodec())).hasSize(27).allSatisfy(command -> {
            ArgumentView view = ArgumentView.of(command, () -> encode(command));

            assertThat(ArgumentCheck.agree(view, encode(command)))
                    .as(String.valueOf(command))
                    .isTrue();
        });
    }
}
