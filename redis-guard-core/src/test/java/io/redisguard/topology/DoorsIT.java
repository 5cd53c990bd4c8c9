package io.redisguard.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.lettuce.core.KeyValue;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.RedisCommand;
import io.redisguard.Canary;
import io.redisguard.Door;
import io.redisguard.command.GuardEvent;
import io.redisguard.error.CommandRejectedException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every way to make a call leads to the server that has the key, past the policy. */
@OnEveryShape
class DoorsIT extends TopologyContract {
    DoorsIT(Servers servers) {
        super(servers);
    }

    @ParameterizedTest
    @EnumSource
    void everyDoorLeadsToTheServerOfTheKey(Door door) throws Exception {
        for (String each : keys(6)) {
            String value = Canary.value();

            Object set = door.send(guard.commands().connection(), List.of("SET", each, value));
            Object read = door.send(guard.commands().connection(), List.of("GET", each));

            assertThat(set).asString().contains("OK");
            assertThat(read).asString().contains(value);
            assertThat(stored(each)).isEqualTo(value);
        }
    }

    @ParameterizedTest
    @EnumSource
    void noDoorLetsPassWhatThePolicyRefuses(Door door) {
        servers.all().forEach(server -> server.execute("CONFIG", "RESETSTAT"));

        Throwable thrown =
                Door.cause(catchThrowable(() -> door.send(guard.commands().connection(), "KEYS *")));

        assertThat(thrown).isInstanceOf(CommandRejectedException.class);
        assertThat(servers.all())
                .allSatisfy(
                        server -> assertThat(Servers.executed(server, "keys")).isZero());
    }

    @Test
    void whatIsGivenTogetherGoesWhereItBelongs() {
        List<String> many = keys(200);
        List<AsyncCommand<String, String, String>> sets =
                many.stream().map(DoorsIT::setToItself).toList();
        List<RedisCommand<String, String, ?>> commands = new ArrayList<>(sets);

        guard.commands().connection().dispatch(commands);

        assertThat(sets)
                .allSatisfy(set -> assertThat(set.toCompletableFuture())
                        .succeedsWithin(SOON)
                        .isEqualTo("OK"));
        assertThat(many)
                .allSatisfy(
                        each -> assertThat(guard.commands().sync().get(each)).isEqualTo(each));
        assertThat(events(GuardEvent.CallRedirected.class)).isEmpty();
        assertThat(many.subList(0, 10))
                .allSatisfy(each -> assertThat(stored(each)).isEqualTo(each));
    }

    private static AsyncCommand<String, String, String> setToItself(String each) {
        return new AsyncCommand<>(new Command<>(
                CommandType.SET,
                new StatusOutput<>(StringCodec.UTF8),
                new CommandArgs<>(StringCodec.UTF8).addKey(each).addValue(each)));
    }

    @Test
    void keysOfSeveralSlotsAreRefusedByTheClusterAlone() {
        List<String> two = keys(2);
        Throwable thrown = catchThrowable(() -> guard.commands().sync().mget(two.get(0), two.get(1)));

        if (servers.shape() == Shape.CLUSTER) {
            assertThat(thrown).isInstanceOf(CommandRejectedException.class).hasMessageContaining("slot");
            assertThat(guard.cluster().sync().mget(two.get(0), two.get(1))).hasSize(2);
        } else {
            assertThat(thrown).isNull();
        }
    }

    @Test
    void keysOfOneSlotMayBeMany() {
        String[] members =
                Stream.of("a", "b", "c").map(end -> "{" + key + "}" + end).toArray(String[]::new);
        for (String member : members) {
            guard.commands().sync().set(member, member);
        }

        assertThat(guard.commands().sync().mget(members))
                .extracting(KeyValue::getValue)
                .containsExactly(members);
    }
}
