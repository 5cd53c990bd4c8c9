package io.redisguard.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.redisguard.simulation.TextArguments;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExpiryRulesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "SET k v",
                "SET k v NX",
                "SET k v XX",
                "SET k v GET",
                "SET k v KEEPTTL",
                "SET k v KEEPTTL NX",
                "SET k EX XX",
                "SET k v IFEQ EX",
                "SET k v IFEQ old",
                "SET k v IFNE KEEPTTL XX",
                "SET k v IFNE old KEEPTTL",
                "SET",
                "SETNX k v",
                "MSET a 1",
                "GETSET k v",
                "INCR k",
                "APPEND k v",
                "GETEX k PERSIST",
                "PERSIST k",
                "MSETEX 1 EX 5",
                "MSETEX 1 a 1 KEEPTTL",
                "MSETEX 1 a 1 NX",
                "MSETEX 5 a 1 EX 5",
                "MSETEX",
                "INCREX k",
                "INCREX k PERSIST",
                "INCREX k BYINT EX",
                "HSET h f v",
                "HSETEX h FIELDS 1 f v",
                "HSETEX h EX 5 FIELDS 1 f v",
                "HSETEX h EX FXX FIELDS 1 f v",
                "HSETEX h FNX FIELDS 1 f v",
                "HSETEX h FIELDS 1 FXX v",
                "LPUSH l a",
                "RPOPLPUSH a b",
                "SADD s a",
                "SUNIONSTORE d a b",
                "ZADD z 1 XX",
                "ZADD z NX 1 m",
                "ZADD XX 1 m",
                "ZADD z",
                "GEOADD g 1 2 m",
                "XADD s * f v",
                "XADD s MAXLEN = 5 LIMIT 5 * NOMKSTREAM v",
                "XADD s IDMP NOMKSTREAM NOMKSTREAM * f v",
                "XGROUP CREATE s g 0 MKSTREAM",
                "XGROUP CREATE s g $ ENTRIESREAD 5 MKSTREAM",
                "RESTORE k 0 bytes",
                "RESTORE k 0 bytes REPLACE ABSTTL",
                "SORT l STORE d",
                "SORT l BY STORE STORE d",
                "GEORADIUS g 1 2 3 km STORE d",
                "GEORADIUSBYMEMBER g m 3 km STOREDIST d",
                "GEOSEARCHSTORE d g FROMMEMBER m BYRADIUS 1 km",
                "BITFIELD k SET u8 0 1",
                "BITFIELD k GET u8 0 OVERFLOW SAT INCRBY u8 0 1",
                "SETBIT k 0 1",
                "BITOP AND d a b",
                "PFADD k a",
                "JSON.SET k $ 1",
                "JSON.SET k . 1 XX",
                "JSON.MERGE k $ 1",
                "JSON.MSET a $.b 1 c $ 2",
                "TS.ADD t * 1",
                "BF.INSERT k CAPACITY 5 ITEMS NOCREATE",
                "CF.INSERT k ITEMS a"
            })
    void mayLeaveAKeyThatNeverExpires(String line) {
        assertThat(CommandLine.of(line).leavesNoExpiry()).isTrue();
        assertThat(CommandLine.of(line.toLowerCase(Locale.ROOT)).leavesNoExpiry())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET k",
                "DEL k",
                "GETDEL k",
                "EXPIRE k 5",
                "SET k v EX 5",
                "SET k v NX PX 5",
                "SET k v EXAT 5 GET",
                "SET k v PXAT 5",
                "SET k v XX KEEPTTL",
                "SET k v KEEPTTL IFEQ old",
                "SET k v IFDEQ old KEEPTTL",
                "SET k v IFNE XX EX 5",
                "SETEX k 5 v",
                "PSETEX k 5 v",
                "MSETEX 1 a 1 EX 5",
                "MSETEX 2 a 1 b 2 NX PXAT 5",
                "MSETEX 1 a 1 XX KEEPTTL",
                "GETEX k",
                "GETEX PERSIST",
                "GETEX k EX 5",
                "INCREX k EX 5",
                "INCREX k BYINT 5 LBOUND 0 UBOUND 9 PX 5 ENX",
                "HDEL h f",
                "HEXPIRE h 5 FIELDS 1 f",
                "HSETEX h FXX FIELDS 1 f v",
                "HSETEX h EX 5 FXX FIELDS 1 f v",
                "HSETEX h KEEPTTL FXX FIELDS 1 f v",
                "LPUSHX l a",
                "LSET l 0 a",
                "LTRIM l 0 5",
                "SREM s a",
                "ZADD z XX 1 m",
                "ZADD z CH GT XX 1 m",
                "GEOADD g XX CH 1 2 m",
                "XADD s NOMKSTREAM * f v",
                "XADD s KEEPREF MAXLEN = 5 IDMPAUTO p NOMKSTREAM * f v",
                "XADD s MINID 5 LIMIT 5 NOMKSTREAM * f v",
                "XGROUP CREATE s MKSTREAM 0",
                "XGROUP SETID s g 0",
                "XGROUP",
                "RESTORE k 5000 bytes",
                "RESTORE k 5000 bytes REPLACE",
                "RENAME a b",
                "COPY a b",
                "MOVE a 1",
                "SORT l",
                "SORT l BY STORE GET STORE",
                "GEORADIUS g 1 2 3 km",
                "GEORADIUSBYMEMBER g STORE 3 km",
                "BITFIELD k",
                "BITFIELD k GET u8 0 GET SET 0",
                "JSON.SET k $.a 1",
                "JSON.MSET a $.b 1 c .d $",
                "JSON.NUMINCRBY k $ 1",
                "BF.INSERT k NOCREATE ITEMS a",
                "CF.INSERTNX k CAPACITY 5 NOCREATE ITEMS a",
                "EVAL code 1 k",
                "MY.MODULE k"
            })
    void leavesNoKeyThatNeverExpires(String line) {
        assertThat(CommandLine.of(line).leavesNoExpiry()).isFalse();
        assertThat(CommandLine.of(line.toLowerCase(Locale.ROOT)).leavesNoExpiry())
                .isFalse();
    }

    @Test
    void aTrimmedStreamMayBeMadeToo() {
        TextArguments adding = new TextArguments(List.of("s", "MAXLEN", "~", "5", "*", "NOMKSTREAM", "v"));
        TextArguments addingOnly = new TextArguments(List.of("s", "MAXLEN", "~", "5", "NOMKSTREAM", "*", "f", "v"));

        assertThat(ExpiryRules.leavesNoExpiry(CommandCatalog.facts("XADD"), adding))
                .isTrue();
        assertThat(ExpiryRules.leavesNoExpiry(CommandCatalog.facts("XADD"), addingOnly))
                .isFalse();
    }

    @Test
    void theFactsOfASubcommandDoAsWellAsThoseOfItsCommand() {
        CommandLine line = CommandLine.of("XGROUP CREATE s g 0 MKSTREAM");

        assertThat(ExpiryRules.leavesNoExpiry(CommandCatalog.facts("XGROUP", "CREATE"), line.arguments()))
                .isTrue();
        assertThat(ExpiryRules.leavesNoExpiry(CommandCatalog.facts("XGROUP"), line.arguments()))
                .isTrue();
    }

    @Test
    void onlyFourCommandsDoNothingButSetATimeToLive() {
        List<String> setting = CatalogTable.load().values().stream()
                .filter(ExpiryRules::setsExpiry)
                .map(CommandFacts::name)
                .toList();

        assertThat(setting).containsExactlyInAnyOrder("EXPIRE", "PEXPIRE", "EXPIREAT", "PEXPIREAT");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ':',
            value = {
                "SET a v : a",
                "MSET a 1 b 2 : a b",
                "MSETEX 2 a 1 b 2 : a b",
                "BITOP AND a b c : a",
                "SUNIONSTORE a b c : a",
                "ZINTERSTORE a 2 b c : a",
                "ZRANGESTORE a b 0 -1 : a",
                "PFMERGE a b c : a",
                "GEOSEARCHSTORE a b FROMMEMBER m BYRADIUS 1 km : a",
                "SMOVE b a m : a",
                "LMOVE b a LEFT RIGHT : a",
                "RPOPLPUSH b a : a",
                "BLMOVE b a LEFT RIGHT 1 : a",
                "SORT b STORE a : a",
                "GEORADIUS b 0 0 1 km STORE a : a"
            })
    void tellsTheKeysThatAreWrittenFromThoseThatAreRead(String line, String written) {
        CommandLine command = CommandLine.of(line.strip());
        CommandArguments arguments = command.arguments();
        KeyPositions keys = command.facts().keys();
        List<String> found = new ArrayList<>();

        for (int key = keys.first(arguments); key >= 0; key = keys.after(arguments, key)) {
            if (ExpiryRules.writes(command.facts(), arguments, key)) {
                found.add(arguments.text(key));
            }
        }

        assertThat(found).containsExactly(written.strip().split(" "));
    }
}
