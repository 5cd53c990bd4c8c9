package io.redisguard.command;

import static io.redisguard.command.Repeat.NEVER;
import static io.redisguard.command.Repeat.READ;
import static io.redisguard.command.Repeat.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RepeatRulesTest {
    private static final String LONG = "x".repeat(33);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET k",
                "XREAD BLOCK 10 STREAMS k $",
                "EVAL_RO return 0",
                "GETEX k",
                "HGETEX h FIELDS 2 a b",
                "HGETEX h FIELDS 1 PERSIST",
                "BITFIELD k GET u8 0 GET i5 #3",
                "BITFIELD k",
                "SORT l",
                "SORT l BY w_* LIMIT 0 5 GET # GET o_* DESC ALPHA",
                "SORT STORE BY STORE GET STORE",
                "GEORADIUS g 1 2 3 km WITHDIST WITHCOORD WITHHASH COUNT 3 ANY ASC",
                "GEORADIUSBYMEMBER g STORE 3 km",
                "ACL LOG",
                "ACL LOG 10",
                "FT.AGGREGATE i *",
                "FT.PROFILE i SEARCH QUERY *",
                "FT.HYBRID i SEARCH x",
                "CLIENT LIST",
                "CLIENT ID",
                "CONFIG GET *",
                "OBJECT ENCODING k",
                "XINFO STREAM s",
                "SCRIPT EXISTS a",
                "CLUSTER NODES",
                "MEMORY USAGE k",
                "SLOWLOG GET",
                "PUBSUB NUMSUB c",
                "COMMAND",
                "COMMAND COUNT"
            })
    void isARead(String line) {
        assertThat(CommandLine.of(line).repeat()).isEqualTo(READ);
        assertThat(CommandLine.of(line.toLowerCase(Locale.ROOT)).repeat()).isEqualTo(READ);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "MSET a 1 b 2",
                "SET k v",
                "SET NX NX",
                "SET GET XX",
                "SET k v EX 1",
                "SET k v PX 1",
                "SET k v EXAT 1",
                "SET k v PXAT 1",
                "SET k v KEEPTTL",
                "MSETEX 1 NX NX EX 100",
                "MSETEX 2 a 1 b 2 KEEPTTL",
                "MSETEX 1 a 1",
                "GETEX k EX 10",
                "GETEX k PX 10000",
                "GETEX k PERSIST",
                "HGETEX h EX 10 FIELDS 1 f",
                "HGETEX h PERSIST FIELDS 2 NX FIELDS",
                "HSETEX h FIELDS 1 FNX FXX",
                "HSETEX h EX 10 FIELDS 2 a 1 b 2",
                "HSETEX h KEEPTTL FIELDS 1 a 1",
                "EXPIRE k 10",
                "EXPIRE GT 10",
                "PEXPIRE k 10000",
                "HEXPIRE h 10 FIELDS 2 NX GT",
                "HPEXPIRE h 10000 FIELDS 1 f",
                "LTRIM l 0 0",
                "LTRIM l 0 99",
                "COPY a b REPLACE",
                "COPY a b DB 1 REPLACE",
                "RESTORE k 0 bytes REPLACE",
                "RESTORE k 0 bytes ABSTTL REPLACE FREQ 5",
                "BITOP AND d a b",
                "BITOP NOT d a",
                "SDIFFSTORE d a b",
                "ZDIFFSTORE d 2 a b",
                "ZINTERSTORE d 2 a b WEIGHTS 1 2",
                "ZUNIONSTORE d 2 a b AGGREGATE MAX",
                "ZRANGESTORE d z 0 1",
                "GEOSEARCHSTORE d g FROMMEMBER m BYRADIUS 1 km",
                "GEORADIUS g 1 2 3 km STORE d",
                "GEORADIUSBYMEMBER g m 3 km COUNT 2 STOREDIST d",
                "SORT l STORE d",
                "SORT l LIMIT 0 2 ALPHA STORE BY",
                "ZADD k XX 1 m",
                "ZADD k GT XX 1 NX",
                "GEOADD k XX 1 2 INCR",
                "XCLAIM s g c 0 1-1 2 JUSTID",
                "XCLAIM s g c 0 1-1 IDLE 5 RETRYCOUNT 1 FORCE JUSTID LASTID 1-1",
                "FUNCTION LOAD REPLACE code",
                "FUNCTION RESTORE bytes FLUSH",
                "FUNCTION RESTORE bytes REPLACE",
                "SCRIPT LOAD code",
                "XGROUP SETID s g 0",
                "JSON.SET k $ 1",
                "JSON.SET k $.a.b[0] NX",
                "JSON.MSET a $ 1 b . 2",
                "TS.ADD t 5 1 ON_DUPLICATE LAST",
                "TS.ADD t 5 1 RETENTION 9 ON_DUPLICATE MAX",
                "FT.SUGADD s text 1",
                "FT.SUGADD s text 1 PAYLOAD p"
            })
    void isAWriteThatEndsTheSameTwice(String line) {
        assertThat(CommandLine.of(line).repeat()).isEqualTo(WRITE);
        assertThat(CommandLine.of(line.toLowerCase(Locale.ROOT)).repeat()).isEqualTo(WRITE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "INCR k",
                "DEL k",
                "EVAL code 0",
                "EXEC",
                "XADD s * a 1",
                "XADD s 5-5 a 1",
                "LREM l 0 a",
                "MY.MODULE GET",
                "SET",
                "SET k",
                "SET k v NX",
                "SET k v XX",
                "SET k v GET",
                "SET k v EX 10 GET",
                "SET k v KEEPTTL NX",
                "SET k v EX NX NX",
                "SET k v IFEQ old",
                "SET k v IFDNE digest",
                "SET k v EX",
                "SET k v SOMETHING",
                "MSETEX 1 a 1 NX",
                "MSETEX 1 a 1 EX 100 XX",
                "MSETEX 2 a 1",
                "MSETEX x a 1",
                "MSETEX",
                "GETEX k EX 9",
                "GETEX k PX 1",
                "GETEX k EXAT 1",
                "GETEX k EX -5",
                "GETEX k EX",
                "GETEX k SOMETHING",
                "HGETEX h EX 1 FIELDS 1 f",
                "HGETEX h FIELDS 1 f EX 100",
                "HGETEX h FIELDS 2 f",
                "HGETEX h",
                "HSETEX h FNX FIELDS 1 a 1",
                "HSETEX h FIELDS 1 a 1 FXX",
                "HSETEX h EX 100 FXX FIELDS 1 a 1",
                "HSETEX h FIELDS 2 a 1 b",
                "HSETEX h FIELDS 1 a 1 b 2",
                "EXPIRE k",
                "EXPIRE k 100 NX",
                "EXPIRE k 100 XX",
                "EXPIRE k 100 GT",
                "EXPIRE k 100 LT",
                "EXPIRE k 0",
                "EXPIRE k -1",
                "EXPIRE k 9",
                "PEXPIRE k 100",
                "EXPIREAT k 1",
                "PEXPIREAT k 1",
                "HEXPIRE h 100 NX FIELDS 1 f",
                "HEXPIRE h 100 FIELDS 1 f NX",
                "HEXPIRE h 1 FIELDS 1 f",
                "HEXPIRE h 100",
                "HPEXPIREAT h 1 FIELDS 1 f",
                "LTRIM l 1 -1",
                "LTRIM l 0 -1",
                "LTRIM l 0",
                "COPY a b",
                "COPY a REPLACE",
                "COPY a b DB REPLACE",
                "RESTORE k 0 bytes",
                "RESTORE k 0 REPLACE",
                "RESTORE k 0 bytes FREQ REPLACE",
                "BITOP XOR d a d",
                "BITOP NOT d d",
                "BITOP NOT d",
                "BITFIELD k GET u8 0 SET u8 0 1",
                "BITFIELD GET INCRBY u8 0 1",
                "BITFIELD k INCRBY GET u8 0",
                "BITFIELD k OVERFLOW SAT GET u8 0",
                "SDIFFSTORE a b a",
                "ZDIFFSTORE a 2 b a",
                "ZINTERSTORE a 2 a b",
                "ZUNIONSTORE a 2 b a WEIGHTS 1 1",
                "ZUNIONSTORE a",
                "ZRANGESTORE z z 1 2",
                "GEOSEARCHSTORE g g FROMLONLAT 1 2 BYRADIUS 1 km STOREDIST",
                "GEORADIUS g 1 2 3 km STORE g",
                "GEORADIUS g 1 2 3 km STOREDIST g STORE d",
                "GEORADIUS g 1 2 3 km SOMETHING",
                "SORT l STORE l",
                "SORT l BY w_* STORE d",
                "SORT l GET o_* STORE d",
                "SORT l STORE",
                "SORT l SOMETHING",
                "ZADD k 1 m",
                "ZADD k 1 XX",
                "ZADD XX 1 m",
                "ZADD k NX 1 m",
                "ZADD k XX CH 1 m",
                "ZADD k XX INCR 1 m",
                "ZADD k INCR XX 1 m",
                "ZADD k GT 1 m",
                "GEOADD k 1 2 m",
                "GEOADD k XX CH 1 2 m",
                "GEOADD k NX 1 2 m",
                "XCLAIM s g c 0 1-1",
                "XCLAIM s g JUSTID 0 1-1",
                "XCLAIM s g c 0 1-1 LASTID JUSTID",
                "XCLAIM s g c 5000 1-1 JUSTID",
                "FUNCTION LOAD code",
                "FUNCTION LOAD REPLACE",
                "FUNCTION RESTORE bytes",
                "FUNCTION RESTORE REPLACE",
                "FUNCTION FLUSH",
                "FUNCTION",
                "JSON.SET k $ 1 NX",
                "JSON.SET k $..a 1",
                "JSON.SET k $.a[?(@.b==1)] 1",
                "JSON.MERGE k $ 1",
                "JSON.MSET a $ 1 b $.a 2",
                "JSON.MSET a $",
                "TS.ADD t * 1 ON_DUPLICATE LAST",
                "TS.ADD t 5 1",
                "TS.ADD t 5 LAST",
                "TS.ADD t 5 1 ON_DUPLICATE SUM",
                "TS.ADD t 5 1 LABELS ON_DUPLICATE LAST",
                "FT.SUGADD s text 1 INCR",
                "FT.SUGADD s text 1 PAYLOAD INCR",
                "FT.AGGREGATE i * WITHCURSOR",
                "FT.PROFILE i AGGREGATE QUERY * WITHCURSOR COUNT 1",
                "FT.CURSOR READ i 1",
                "ACL LOG RESET",
                "ACL SETUSER LOG",
                "CLIENT KILL ID 5",
                "CLIENT SETNAME LIST",
                "CLIENT SOMETHING",
                "CLIENT",
                "CONFIG SET GET 1",
                "XGROUP CREATE s g 0",
                "SCRIPT FLUSH",
                "SLOWLOG RESET"
            })
    void isNeverRepeated(String line) {
        assertThat(CommandLine.of(line).repeat()).isEqualTo(NEVER);
        assertThat(CommandLine.of(line.toLowerCase(Locale.ROOT)).repeat()).isEqualTo(NEVER);
    }

    @ParameterizedTest
    @ValueSource(strings = {"SET ? ?", "MSETEX 1 ? ?", "HSETEX ? FIELDS 1 ? ?", "COPY ? b REPLACE", "ZADD ? XX 1 ?"})
    void longKeysAndValuesDoNotMatter(String line) {
        assertThat(CommandLine.of(line.replace("?", LONG)).repeat()).isEqualTo(WRITE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"SET k v ?", "GETEX k ?", "JSON.SET k ? 1", "EXPIRE k ?", "XCLAIM s g c ? 1-1 JUSTID"})
    void aLongWordInPlaceOfAKeywordOrANumberIsNotTrusted(String line) {
        assertThat(CommandLine.of(line.replace("?", LONG)).repeat()).isEqualTo(NEVER);
    }

    @Test
    void aPointInTimeMustBeAheadByMoreThanClocksDiffer() {
        long now = Instant.now().getEpochSecond();

        assertThat(CommandLine.of("EXPIREAT k " + (now + 30)).repeat()).isEqualTo(NEVER);
        assertThat(CommandLine.of("EXPIREAT k " + (now + 90)).repeat()).isEqualTo(WRITE);
        assertThat(CommandLine.of("PEXPIREAT k " + (now + 90) * 1000).repeat()).isEqualTo(WRITE);
        assertThat(CommandLine.of("PEXPIREAT k " + (now + 90)).repeat()).isEqualTo(NEVER);
        assertThat(CommandLine.of("GETEX k EXAT " + (now + 90)).repeat()).isEqualTo(WRITE);
        assertThat(CommandLine.of("GETEX k PXAT " + (now + 90) * 1000).repeat()).isEqualTo(WRITE);
        assertThat(CommandLine.of("HEXPIREAT h " + (now + 90) + " FIELDS 1 f").repeat())
                .isEqualTo(WRITE);
        assertThat(CommandLine.of("HPEXPIREAT h " + (now + 90) * 1000 + " FIELDS 1 f")
                        .repeat())
                .isEqualTo(WRITE);
    }
}
