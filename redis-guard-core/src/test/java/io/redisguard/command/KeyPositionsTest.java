package io.redisguard.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyPositionsTest {
    private static final ThreadMXBean THREADS = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);

    @ParameterizedTest
    @CsvSource({
        "GET k,                                          k",
        "PING,                                           ''",
        "PING message,                                   ''",
        "DEL a b c,                                      a b c",
        "RENAME a b,                                     a b",
        "MSET a 1 b 2,                                   a b",
        "BLPOP a b 0,                                    a b",
        "BITOP AND d a b,                                d a b",
        "EVAL code 2 a b x,                              a b",
        "EVAL code 0 x,                                  ''",
        "FCALL f 1 a x,                                  a",
        "ZUNION 2 a b WEIGHTS 1 2,                       a b",
        "ZUNIONSTORE d 2 a b WEIGHTS 1 2,                d a b",
        "LMPOP 2 a b LEFT,                               a b",
        "BLMPOP 0 1 a LEFT,                              a",
        "SINTERCARD 2 a b LIMIT 5,                       a b",
        "MSETEX 2 a 1 b 2 EX 10,                         a b",
        "XREAD STREAMS a b 0 0,                          a b",
        "XREAD COUNT 1 BLOCK 5 streams a $,              a",
        "XREADGROUP GROUP STREAMS c COUNT 1 NOACK STREAMS a >, a",
        "XREADGROUP GROUP g STREAMS CLAIM 5 STREAMS STREAMS >, STREAMS",
        "SORT l,                                         l",
        "SORT l BY STORE GET STORE LIMIT 0 1 STORE d,    l d",
        "SORT l STORE d STORE e,                         l e",
        "GEORADIUS g 1 2 3 km STORE d,                   g d",
        "GEORADIUS g 1 2 3 km COUNT 1 STOREDIST d ASC,   g d",
        "GEORADIUSBYMEMBER g STORE 3 km,                 g",
        "GEORADIUSBYMEMBER g STORE 3 km STORE d,         g d",
        "MIGRATE h 1 k 0 5 COPY,                         k",
        "MIGRATE h 1 '' 0 5 AUTH KEYS KEYS a b,          a b",
        "MIGRATE h 1 '' 0 5 AUTH2 KEYS KEYS REPLACE KEYS a, a",
        "XGROUP CREATE k g 0,                            k",
        "OBJECT ENCODING k,                              k",
        "MEMORY USAGE k SAMPLES 5,                       k",
        "MEMORY DOCTOR,                                  ''",
        "XINFO STREAM k FULL,                            k",
        "OBJECT NOTHING k,                               ''",
        "JSON.MGET a b $,                                a b",
        "JSON.MSET a $ 1 b $ 2,                          a b",
        "CMS.MERGE d 2 a b WEIGHTS 1 2,                  d a b",
        "SPUBLISH channel message,                       ''",
        "MY.MODULE a b,                                  ''"
    })
    void findsTheKeys(String line, String keys) {
        assertThat(CommandLine.of(line.replace("''", "")).keys()).isEqualTo(CommandLine.words(keys));
    }

    @ParameterizedTest
    @CsvSource({
        "GET,                                      ''",
        "BLPOP 0,                                  ''",
        "BLPOP,                                    ''",
        "MSET a,                                   a",
        "EVAL code,                                ''",
        "EVAL code two a b,                        ''",
        "EVAL code -1 a b,                         ''",
        "EVAL code 3 a b,                          ''",
        "EVAL code 2147483648 a b,                 ''",
        "EVAL code 999999999999999999999 a,        ''",
        "ZUNIONSTORE d 3 a b,                      d",
        "ZUNIONSTORE d,                            d",
        "MSETEX 2 a 1 b,                           ''",
        "MSETEX 9223372036854775807 a 1,           ''",
        "XREAD,                                    ''",
        "XREAD STREAMS,                            ''",
        "XREAD STREAMS a b 0,                      ''",
        "XREAD COUNT 1 a 0,                        ''",
        "SORT l STORE,                             l",
        "SORT l BY,                                l",
        "MIGRATE h 1,                              ''",
        "MIGRATE h 1 k 0 5 KEYS,                   ''",
        "BITOP AND,                                ''",
        "XGROUP CREATE,                            ''",
        "XGROUP,                                   ''"
    })
    void findsOfMalformedArgumentsWhatDoesNotDependOnThem(String line, String keys) {
        assertThat(CommandLine.of(line).keys()).isEqualTo(CommandLine.words(keys));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "none",
                "NONE+0",
                "0+",
                "+0",
                "0,1",
                "-1",
                "10",
                "0..",
                "..1",
                "0..-10",
                "0/2/2",
                "0..-1/1",
                "0..-1/0",
                "#",
                "#-1",
                "#0/",
                "STREAM",
                "STREAMS@1",
                "STORE",
                "STORE@",
                "KEYS",
                "|KEYS",
                "2|KEY",
                "0 1"
            })
    void refusesWhatIsNoNotation(String notation) {
        assertThatThrownBy(() -> KeyPositions.of(notation))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is no place of keys");
    }

    @ParameterizedTest
    @ValueSource(strings = {"NONE", "0", "0..-1/2", "0+#1", "STREAMS", "0+STORE@1", "2|KEYS"})
    void isWrittenAsItIsRead(String notation) {
        assertThat(KeyPositions.of(notation))
                .hasToString(notation)
                .isEqualTo(KeyPositions.of(notation))
                .hasSameHashCodeAs(KeyPositions.of(notation))
                .isNotEqualTo(KeyPositions.of("1"))
                .isNotIn(List.of(notation));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "MSET A 1 B 2",
                "ZUNIONSTORE D 2 A B",
                "XREAD COUNT 1 STREAMS A B 0 0",
                "SORT L BY X LIMIT 0 1 STORE D",
                "MIGRATE H 1 K 0 5 KEYS A B"
            })
    void allocatesNothing(String line) {
        CommandLine command = CommandLine.of(line);
        KeyPositions positions = command.facts().keys();
        CommandArguments arguments = command.arguments();
        int keys = countKeys(positions, arguments);
        long before = THREADS.getCurrentThreadAllocatedBytes();

        for (int i = 0; i < 1000; i++) {
            keys = countKeys(positions, arguments);
        }

        assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isLessThan(1000);
        assertThat(keys).isEqualTo(command.keys().size());
    }

    private static int countKeys(KeyPositions positions, CommandArguments arguments) {
        int keys = 0;
        for (int i = positions.first(arguments); i >= 0; i = positions.after(arguments, i)) {
            keys++;
        }
        return keys;
    }
}
