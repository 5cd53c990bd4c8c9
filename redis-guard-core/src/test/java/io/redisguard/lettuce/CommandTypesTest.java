package io.redisguard.lettuce;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.ProtocolKeyword;
import io.redisguard.command.CommandCatalog;
import io.redisguard.command.CommandClass;
import io.redisguard.command.ConnectionEffect;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CommandTypesTest {
    /** Commands that the oldest or the newest supported Lettuce has no type for. */
    private static final Set<String> WITHOUT_TYPE = Set.of(
            "BLMOVEM",
            "FAILOVER",
            "FT.HYBRID",
            "FT.PROFILE",
            "HIMPORT",
            "MODULE",
            "PSYNC",
            "REPLCONF",
            "RESET",
            "TS.MGET",
            "TS.MRANGE",
            "TS.MREVRANGE",
            "TS.QUERYINDEX",
            "TS.READ",
            "WAITAOF");

    @Test
    void everyNameOfTheCatalogueIsACommand() {
        Set<String> known = Stream.concat(
                        Arrays.stream(CommandType.values()).map(CommandTypesTest::wire), WITHOUT_TYPE.stream())
                .collect(Collectors.toSet());

        assertThat(CommandCatalog.names())
                .hasSizeGreaterThan(80)
                .containsAll(WITHOUT_TYPE)
                .allSatisfy(name -> assertThat(known).contains(name));
    }

    private static String wire(ProtocolKeyword type) {
        return new String(type.getBytes(), StandardCharsets.US_ASCII);
    }

    @Test
    void theBytesOnTheWireDecideAndNotTheText() {
        ProtocolKeyword odd = new ProtocolKeyword() {
            @Override
            public byte[] getBytes() {
                return "mOnItOr".getBytes(StandardCharsets.US_ASCII);
            }

            @Override
            public String toString() {
                return "GET";
            }
        };

        assertThat(CommandTypes.factsOf(odd).effect()).isEqualTo(ConnectionEffect.REPLY_STREAM);
        assertThat(CommandTypes.factsOf(odd).name()).isEqualTo("MONITOR");
    }

    @Test
    void whatIsNotInTheCatalogueIsOrdinary() {
        assertThat(CommandTypes.factsOf(CommandType.GET).commandClass()).isEqualTo(CommandClass.FAST);
        assertThat(CommandTypes.factsOf(CommandType.GET).effect()).isEqualTo(ConnectionEffect.NONE);
        assertThat(CommandCatalog.facts("MY.MODULE").commandClass()).isEqualTo(CommandClass.FAST);
    }
}
