package io.redisguard.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplyRulesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "KEYS *",
                "HGETALL h",
                "SMEMBERS s",
                "SUNION a b",
                "ZUNION 2 a b",
                "DUMP k",
                "LRANGE l 0 -1",
                "LRANGE l 5 -2",
                "LRANGE l 0 999999",
                "LRANGE l -1000000 -1",
                "LRANGE l -5000000 5000000",
                "LRANGE l 0 9223372036854775807",
                "LRANGE l -9223372036854775808 -1",
                "ZRANGE z 0 -1",
                "ZRANGE z 0 -1 REV WITHSCORES",
                "ZREVRANGE z 0 -1",
                "ZRANGE z -inf +inf BYSCORE",
                "ZRANGE z (-inf inf BYSCORE",
                "ZRANGE z +inf -inf BYSCORE REV",
                "ZRANGE z -infinity infinity BYSCORE LIMIT 0 -1",
                "ZRANGE z -inf +inf BYSCORE LIMIT 0 2147483647",
                "ZRANGE z - + BYLEX",
                "ZRANGE z + - BYLEX REV LIMIT 0 1000000",
                "ZRANGEBYSCORE z -inf +inf",
                "ZRANGEBYSCORE z -inf +inf WITHSCORES LIMIT 5 -1",
                "ZREVRANGEBYSCORE z +inf -inf",
                "ZRANGEBYLEX z - +",
                "ZREVRANGEBYLEX z + -",
                "XRANGE s - +",
                "XRANGE s 0 +",
                "XRANGE s 0-0 + COUNT 1000000",
                "XREVRANGE s + -",
                "XREAD STREAMS s 0",
                "XREAD STREAMS a b $ 0-0",
                "XREAD COUNT 0 STREAMS COUNT 0",
                "XREAD BLOCK 0 STREAMS COUNT 0",
                "XINFO STREAM s FULL COUNT 0",
                "SORT l",
                "SORT l DESC",
                "SORT l LIMIT 0 -1",
                "SORT l BY LIMIT GET LIMIT",
                "SORT_RO l ALPHA",
                "SRANDMEMBER s 1000000",
                "HRANDFIELD h -9999999 WITHVALUES",
                "ZRANDMEMBER z 9999999999999999999",
                "SCAN 0 COUNT 1000000",
                "HSCAN h 0 MATCH COUNT COUNT 9999999",
                "LPOS l a COUNT 0",
                "VRANGE v - +",
                "VRANGE v - + -1",
                "ARSCAN a 0 1000000",
                "ARSCAN a 18446744073709551614 0",
                "ARGREP a - + MATCH LIMIT",
                "TS.RANGE t - +",
                "TS.REVRANGE t - + LATEST",
                "TS.MRANGE - + FILTER a=b",
                "TS.NRANGE 2 a b 0 +",
                "TS.READ t -",
                "FT.AGGREGATE i * LOAD 1 a",
                "FT.AGGREGATE i * LIMIT 0 5000000"
            })
    void growsWithTheData(String line) {
        assertThat(CommandLine.of(line).isUnbounded()).isTrue();
        assertThat(CommandLine.of(line.toLowerCase(Locale.ROOT)).isUnbounded()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET k",
                "MGET a b",
                "HMGET h a b",
                "SUNIONSTORE d a b",
                "LRANGE l 0 99",
                "LRANGE l -100 -1",
                "LRANGE l -5 5",
                "LRANGE l 0 999998",
                "LRANGE l zero -1",
                "LRANGE l 0",
                "ZRANGE z 0 99 WITHSCORES",
                "ZRANGE z -inf +inf BYSCORE LIMIT 0 100",
                "ZRANGE z 5 +inf BYSCORE",
                "ZRANGE z -inf (5 BYSCORE",
                "ZRANGE z +inf +inf BYSCORE",
                "ZRANGE z - + BYLEX LIMIT 0 100",
                "ZRANGE z [a + BYLEX",
                "ZRANGEBYSCORE z -inf 5",
                "ZRANGEBYSCORE z -inf +inf LIMIT 0 100",
                "ZREVRANGEBYSCORE z +inf -inf WITHSCORES LIMIT 0 100",
                "ZRANGEBYLEX z - [b",
                "ZREVRANGEBYLEX z + - LIMIT 0 1",
                "ZRANGESTORE d z 0 -1",
                "XRANGE s - + COUNT 100",
                "XRANGE s 5-0 +",
                "XREVRANGE s + - COUNT 1",
                "XREAD COUNT 100 STREAMS s 0",
                "XREAD STREAMS s $",
                "XREAD STREAMS s 5-1",
                "XREAD STREAMS 0 5-1",
                "XREAD STREAMS",
                "XREADGROUP GROUP g c STREAMS s 0",
                "XINFO STREAM s",
                "XINFO STREAM s FULL",
                "XINFO STREAM s FULL COUNT 5",
                "XINFO GROUPS s",
                "SORT l LIMIT 0 100",
                "SORT l LIMIT 0 0",
                "SORT l BY w_* STORE d",
                "SRANDMEMBER s",
                "SRANDMEMBER s -100",
                "SRANDMEMBER s many",
                "SCAN 0",
                "SCAN 0 MATCH COUNT TYPE COUNT",
                "SCAN 0 COUNT 1000",
                "LPOS l a",
                "LPOS l a COUNT 5",
                "LPOS l a COUNT 0 MAXLEN 1000",
                "VRANGE v - + 10",
                "VRANGE v [a [b",
                "ARSCAN a 0 99",
                "ARSCAN a 99 0",
                "ARSCAN a 0 1000000 LIMIT 10",
                "ARGREP a - + MATCH x LIMIT 10",
                "TS.RANGE t - + COUNT 10",
                "TS.RANGE t - + AGGREGATION avg 60000",
                "TS.RANGE t 5 +",
                "TS.NRANGE 2 a b 5 +",
                "TS.NRANGE 9 a b 0 +",
                "TS.READ t - MAX_COUNT 10",
                "TS.READ t $",
                "FT.AGGREGATE i * GROUPBY 1 @a",
                "FT.AGGREGATE i * WITHCURSOR",
                "FT.AGGREGATE i * LIMIT 0 10",
                "EVAL code 0",
                "MY.MODULE k"
            })
    void isBoundByItsArguments(String line) {
        assertThat(CommandLine.of(line).isUnbounded()).isFalse();
        assertThat(CommandLine.of(line.toLowerCase(Locale.ROOT)).isUnbounded()).isFalse();
    }

    @Test
    void theFactsOfASubcommandDoAsWellAsThoseOfItsCommand() {
        CommandLine line = CommandLine.of("XINFO STREAM s FULL COUNT 0");

        assertThat(ReplyRules.isUnbounded(CommandCatalog.facts("XINFO", "STREAM"), line.arguments()))
                .isTrue();
        assertThat(ReplyRules.isUnbounded(CommandCatalog.facts("XINFO"), line.arguments()))
                .isTrue();
    }
}
