package io.redisguard.lettuce;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.protocol.CommandArgs;
import io.redisguard.command.CommandCall;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerWaitTest {
    private static long nanosOf(String line) {
        String[] words = line.split(" ", -1);
        CommandArgs<String, String> args = new CommandArgs<>(StringCodec.UTF8);
        for (int i = 1; i < words.length; i++) {
            args.add(words[i]);
        }
        return ServerWait.nanosOf(words[0], Encoded.of(args));
    }

    @ParameterizedTest
    @CsvSource({
        "BLPOP q 1, 1000",
        "BLPOP q1 q2 q3 0.25, 250",
        "BRPOP q 2.5, 2500",
        "BRPOPLPUSH a b 3, 3000",
        "BLMOVE a b LEFT RIGHT 1e1, 10000",
        "BZPOPMIN z 1, 1000",
        "BZPOPMAX z 0.002, 2",
        "BLMPOP 2 2 a b LEFT COUNT 10, 2000",
        "BZMPOP 0.5 1 z MIN, 500",
        "WAIT 1 100, 100",
        "WAITAOF 1 0 200, 200",
        "XREAD BLOCK 100 STREAMS s $, 100",
        "XREAD COUNT 5 block 100 STREAMS s $, 100",
        "XREADGROUP GROUP g c BLOCK 7 STREAMS s >, 7",
        "XREADGROUP GROUP BLOCK BLOCK COUNT 1 BLOCK 7 STREAMS s >, 7",
    })
    void readsHowLongTheServerIsAskedToWait(String line, long millis) {
        assertThat(nanosOf(line)).isEqualTo(millis * 1_000_000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "BLPOP q 0",
                "BLPOP q 0.0",
                "BLPOP q -0",
                "BLPOP q 0e5",
                "BRPOPLPUSH a b 0",
                "BLMOVE a b LEFT RIGHT 0",
                "BLMPOP 0 1 q LEFT",
                "WAIT 1 0",
                "WAITAOF 1 0 0",
                "BLPOP q 0.001",
                "BLPOP q 1e-10",
                "XREAD BLOCK 0 STREAMS s $",
                "XREADGROUP GROUP g c BLOCK 0 STREAMS s >",
            })
    void seesWhatWouldWaitForEver(String line) {
        assertThat(nanosOf(line)).isEqualTo(CommandCall.FOR_EVER);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "BLPOP q 0x0",
                "BLPOP q 0x10",
                "BLPOP q soon",
                "BLPOP q 0.00000000000000000000000000000000000000000",
                "BLPOP q 1e400",
                "BLPOP",
            })
    void takesWhatOnlyTheServerMayUnderstandForEver(String line) {
        assertThat(nanosOf(line)).isEqualTo(CommandCall.FOR_EVER);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET k",
                "BLPOP q -1",
                "WAIT 1 -1",
                "WAIT 1 soon",
                "WAIT 1",
                "XREAD STREAMS s 0",
                "XREAD COUNT 1 STREAMS BLOCK 0",
                "XREAD STREAMS BLOCK 100 0 0",
                "XREAD BLOCK -1 STREAMS s $",
                "XREAD BLOCK",
                "XREADGROUP GROUP BLOCK 100 STREAMS s >",
                "XREADGROUP GROUP g BLOCK STREAMS BLOCK 0",
            })
    void seesWhatDoesNotWait(String line) {
        assertThat(nanosOf(line)).isZero();
    }
}
