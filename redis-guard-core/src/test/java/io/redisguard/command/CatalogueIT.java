package io.redisguard.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.redisguard.test.RedisExtension;
import io.redisguard.test.RedisServer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** The table of commands says what a real server says of itself. */
@ExtendWith(RedisExtension.class)
class CatalogueIT {
    /** Forms of the commands whose keys the server must read out of the arguments, and of their neighbours. */
    static final List<String> KEY_FORMS = RepeatRulesIT.forms("""
            SORT l BY STORE GET # LIMIT 0 5 STORE d; SORT l STORE d STORE e; SORT l GET STORE;
            GEORADIUS g 1 2 3 km COUNT 1 STORE d; GEORADIUS g 1 2 3 km STOREDIST d ASC;
            GEORADIUSBYMEMBER g STORE 3 km; GEORADIUSBYMEMBER g STORE 3 km STORE d; MIGRATE h 1 k 0 5 COPY;
            XREAD STREAMS a b 0 0; XREAD COUNT 1 BLOCK 5 streams a $; XREADGROUP GROUP g c STREAMS a b > >;
            XREADGROUP GROUP STREAMS c COUNT 1 NOACK STREAMS STREAMS >; EVAL code 2 a b x; EVAL code 0 x;
            EVALSHA sha 1 a; ZUNIONSTORE d 2 a b WEIGHTS 1 2; ZINTERSTORE d 1 a; ZDIFFSTORE d 2 a b; ZUNION 2 a b;
            ZINTER 1 a WITHSCORES; ZDIFF 2 a b; MSET a 1 b 2; MSETNX a 1; BLPOP a b 0; BITOP AND d a b; BITOP NOT d a;
            DEL a b c; WATCH a b; OBJECT ENCODING k; MEMORY USAGE k SAMPLES 5; XINFO STREAM k FULL;
            XGROUP CREATE k g 0 MKSTREAM; PFCOUNT a b; PFMERGE d a b; BLMOVE a b LEFT RIGHT 0; COPY a b DB 1;
            GETEX a EX 5; SINTERSTORE d a b; RENAME a b; SMOVE a b m; ZRANGESTORE d a 0 1""");

    static final List<String> KEY_FORMS_OF_7 = RepeatRulesIT.forms("""
            LMPOP 2 a b LEFT; BLMPOP 0 1 a LEFT COUNT 5; ZMPOP 1 a MIN; BZMPOP 0 2 a b MAX; SORT_RO l BY STORE; SINTERCARD 2 a b LIMIT 5;
            ZINTERCARD 1 a; FCALL f 2 a b x; FCALL_RO f 0; EVAL_RO code 1 a; EVALSHA_RO sha 1 a b;
            MIGRATE h 1 ~ 0 5 AUTH2 KEYS KEYS REPLACE KEYS a b""".replace(" ~ ", "  "));

    /** Arguments that the server refuses, but that say how many keys there are. */
    static final List<String> BAD_KEY_FORMS =
            RepeatRulesIT.forms("EVAL code two a; EVAL code 3 a b; EVAL code -1 a; ZUNION 5 a; EVAL code 2147483648 a");

    static final List<String> LEAVING_EXPIRY = RepeatRulesIT.forms("""
            SET s v EX 100; SET new v PX 100000; SET s v XX KEEPTTL; SET new v XX KEEPTTL; SET new v EX 100 NX;
            SETEX new 100 v; PSETEX new 100000 v; GETEX s; GETEX s EX 100; GETDEL s; LPUSHX l q; RPUSHX new q;
            LSET l 0 q; LINSERT l BEFORE a q; LTRIM l 0 1; LREM l 0 a; LPOP l; SPOP x; SREM x a; HDEL h f;
            ZADD z XX 5 a; ZADD new XX 5 a; GEOADD new XX 1 1 P; ZREM z a; ZPOPMIN z; XADD new NOMKSTREAM * f v;
            XADD st MAXLEN = 5 NOMKSTREAM * f v; XTRIM st MAXLEN 0; XDEL st 1-1; XGROUP CREATE st other 0;
            XGROUP CREATECONSUMER st group three; XGROUP SETID st group 0; XSETID st 9-9; XACK st group 1-1;
            XCLAIM st group two 0 1-1 JUSTID; XAUTOCLAIM st group two 0 0; RENAME s other; COPY s other;
            RENAMENX s other; MOVE s 1; RESTORE new 100000 bytes; BITFIELD s GET u8 0; BITFIELD new GET u8 0;
            SORT nums; PFCOUNT p1 p2; EXPIRE s 5; PEXPIRE s 5000; EXPIREAT s 4102444800; TOUCH s""");

    static final List<String> LEAVING_NONE = RepeatRulesIT.forms("""
            SET s v; SET s v XX; SET new v NX; SET new v KEEPTTL; SET s v GET; SETNX new v; GETSET s v; MSET s v new v;
            MSETNX m1 1 m2 2; APPEND new v; INCR new; INCRBY new 5; INCRBYFLOAT new 1.5; DECR new; DECRBY new 5;
            SETRANGE new 5 v; SETBIT new 7 1; BITFIELD new SET u8 0 1; BITFIELD new INCRBY u8 0 1; BITOP NOT d s;
            PERSIST s; GETEX s PERSIST; HSET new f v; HSETNX new f v; HMSET new f v; HINCRBY new f 1;
            HINCRBYFLOAT new f 1.5; LPUSH new a; RPUSH new a; RPOPLPUSH l d; LMOVE l d LEFT LEFT; BLMOVE l d LEFT LEFT 1;
            BRPOPLPUSH l d 1; SADD new a; SMOVE x d a; SUNIONSTORE d x y; SINTERSTORE d x y; SDIFFSTORE d x y;
            ZADD new 1 a; ZADD new NX 1 a; ZINCRBY new 1 a; ZUNIONSTORE d 2 z w; ZINTERSTORE d 2 z w; ZDIFFSTORE d 2 z w;
            ZRANGESTORE d z 0 1; GEOADD new 1 1 P; GEOSEARCHSTORE d geo FROMMEMBER P BYRADIUS 200 km;
            GEORADIUS geo 13 38 100 km STORE d; GEORADIUSBYMEMBER geo P 300 km STOREDIST d; PFADD new a; PFMERGE d p1;
            XADD new * f v; XADD new MAXLEN = 5 * f v; XGROUP CREATE new group $ MKSTREAM; SORT nums STORE d;
            RESTORE new 0 bytes""");

    static final List<String> ALL_FORMS_OF_REPEATS = Stream.of(
                    RepeatRulesIT.READS, RepeatRulesIT.WRITES, RepeatRulesIT.DANGEROUS)
            .flatMap(List::stream)
            .toList();

    static final List<String> ALL_FORMS_OF_REPEATS_OF_7 = Stream.of(RepeatRulesIT.READS_OF_7, RepeatRulesIT.WRITES_OF_7)
            .flatMap(List::stream)
            .toList();

    static final List<String> ALL_FORMS_OF_REPEATS_OF_8 = Stream.of(RepeatRulesIT.READS_OF_8, RepeatRulesIT.WRITES_OF_8)
            .flatMap(List::stream)
            .toList();

    static final List<String> LEAVING_EXPIRY_OF_8 = RepeatRulesIT.forms(
            "HSETEX h FXX FIELDS 1 f v; HSETEX new EX 100 FXX FIELDS 1 f v; HGETEX h EX 100 FIELDS 1 f; HGETDEL h FIELDS 1 f");

    static final List<String> LEAVING_NONE_OF_8 =
            RepeatRulesIT.forms("HSETEX new FIELDS 1 f v; HSETEX new EX 100 FIELDS 1 f v");

    /** Writes that use memory, yet make no key. */
    private static final Set<String> CHANGE_WHAT_IS_THERE =
            Set.of("LSET", "LPUSHX", "RPUSHX", "LINSERT", "XSETID", "XGROUP CREATECONSUMER", "COPY", "PFDEBUG");

    /** What older servers list to end connections on which somebody speaks HTTP. */
    private static final Set<String> TRAPS = Set.of("HOST:", "POST");

    private final RedisServer server;

    CatalogueIT(RedisServer server) {
        this.server = server;
    }

    /** What the server says of a command or a subcommand of its own. */
    private record Row(String name, int arity, Set<String> flags, boolean container) {
        static void collect(Object reply, Map<String, Row> rows) {
            List<?> fields = (List<?>) reply;
            List<?> subcommands = fields.size() > 9 ? (List<?>) fields.get(9) : List.of();
            String name = fields.get(0).toString().toUpperCase(Locale.ROOT).replace('|', ' ');
            Set<String> flags = ((Collection<?>) fields.get(2))
                    .stream().map(Object::toString).collect(Collectors.toSet());
            rows.put(name, new Row(name, ((Long) fields.get(1)).intValue(), flags, !subcommands.isEmpty()));
            subcommands.forEach(subcommand -> collect(subcommand, rows));
        }

        /** Returns the command with as many words as it needs, and more where it takes more. */
        CommandLine filled() {
            List<String> words = new ArrayList<>(CommandLine.words(name));
            int wanted = arity > 0 ? arity : Math.max(-arity, words.size() + 8);
            IntStream.range(words.size(), wanted).forEach(i -> words.add("argument" + i));
            return new CommandLine(words);
        }

        /** Returns the facts of the table, that is to say nothing when it lacks the command. */
        Optional<CommandFacts> facts() {
            return Optional.ofNullable(CatalogTable.load().get(name));
        }
    }

    private List<Row> commands() {
        Map<String, Row> rows = new LinkedHashMap<>();
        ((List<?>) execute(List.of("COMMAND"))).forEach(reply -> Row.collect(reply, rows));
        return List.copyOf(rows.values());
    }

    private static List<String> namesOf(List<Row> rows, Predicate<Row> wanted) {
        return rows.stream().filter(wanted).map(Row::name).sorted().toList();
    }

    @Test
    void everyCommandOfTheServerIsARow() {
        assertThat(commands())
                .filteredOn(row -> !TRAPS.contains(row.name()))
                .hasSizeGreaterThan(200)
                .allSatisfy(row -> assertThat(row.facts()).as(row.name()).isPresent());
    }

    @Test
    @Tag("needs-redis-7.0")
    void theContainersAreThoseOfTheServer() {
        List<Row> commands = commands();

        assertThat(namesOf(
                        commands,
                        row -> row.facts().filter(CommandFacts::container).isPresent()))
                .hasSizeGreaterThan(10)
                .containsExactlyElementsOf(namesOf(commands, Row::container));
    }

    @Test
    @Tag("needs-redis-7.0")
    void whatMayMakeAKeyIsMarked() {
        List<Row> making = commands().stream()
                .filter(row -> row.flags().containsAll(Set.of("write", "denyoom")))
                .filter(row -> !CHANGE_WHAT_IS_THERE.contains(row.name()))
                .filter(row -> row.facts()
                        .filter(facts -> !facts.keys().equals(KeyPositions.NONE))
                        .isPresent())
                .toList();

        assertThat(making)
                .hasSizeGreaterThan(30)
                .allSatisfy(row -> assertThat(row.facts())
                        .as(row.name())
                        .get()
                        .extracting(CommandFacts::expiry)
                        .isNotEqualTo(Expiry.NONE));
    }

    @Test
    @Tag("needs-redis-7.0")
    void readsMakeNoKeysThatStay() {
        assertThat(commands())
                .filteredOn(row -> row.flags().contains("readonly"))
                .hasSizeGreaterThan(50)
                .allSatisfy(row -> assertThat(row.facts())
                        .as(row.name())
                        .get()
                        .extracting(CommandFacts::expiry)
                        .isEqualTo(Expiry.NONE));
    }

    @Test
    @Tag("needs-redis-7.0")
    void keysInFixedPlacesAreThoseOfTheServer() {
        assertThat(commands())
                .filteredOn(row -> !row.flags().contains("movablekeys") && !row.container())
                .hasSizeGreaterThan(200)
                .allSatisfy(row -> {
                    CommandLine line = row.filled();

                    assertThat(line.keys()).as("%s", line).isEqualTo(keys(line));
                });
    }

    @Test
    @Tag("needs-redis-7.0")
    void thereIsAFormOfEveryCommandWhoseKeysMove() {
        Set<String> names = Stream.of(KEY_FORMS, KEY_FORMS_OF_7)
                .flatMap(List::stream)
                .map(line -> CommandLine.of(line).words().get(0))
                .collect(Collectors.toSet());

        assertThat(names).containsAll(namesOf(commands(), row -> row.flags().contains("movablekeys")));
    }

    @ParameterizedTest
    @FieldSource({"KEY_FORMS", "BAD_KEY_FORMS", "ALL_FORMS_OF_REPEATS"})
    void findsTheKeysThatTheServerFinds(String form) {
        CommandLine line = CommandLine.of(form);

        // the order of the keys is another one on servers older than 7.0
        assertThat(line.keys()).containsExactlyInAnyOrderElementsOf(keys(line));
    }

    @ParameterizedTest
    @FieldSource({"KEY_FORMS_OF_7", "ALL_FORMS_OF_REPEATS_OF_7"})
    @Tag("needs-redis-7.0")
    void findsTheKeysThatANewerServerFinds(String form) {
        findsTheKeysThatTheServerFinds(form);
    }

    @ParameterizedTest
    @FieldSource("ALL_FORMS_OF_REPEATS_OF_8")
    @Tag("needs-redis-8.0")
    void findsTheKeysOfHashesWithExpiringFields(String form) {
        findsTheKeysThatTheServerFinds(form);
    }

    @ParameterizedTest
    @FieldSource("LEAVING_EXPIRY")
    void aNoMeansThatAllKeysExpire(String form) {
        assertThat(CommandLine.of(form).leavesNoExpiry()).isFalse();
        assertThat(lasting(form)).isEmpty();
    }

    @ParameterizedTest
    @FieldSource("LEAVING_NONE")
    void aYesMeansThatAKeyMayStay(String form) {
        assertThat(CommandLine.of(form).leavesNoExpiry()).isTrue();
        assertThat(lasting(form)).isNotEmpty();
    }

    @ParameterizedTest
    @FieldSource("ALL_FORMS_OF_REPEATS")
    void whatLeavesAKeyThatStaysIsNeverANo(String form) {
        Set<String> lasting = lasting(form);

        assertThat(lasting.isEmpty() || CommandLine.of(form).leavesNoExpiry())
                .as("%s", lasting)
                .isTrue();
    }

    @ParameterizedTest
    @FieldSource("LEAVING_EXPIRY_OF_8")
    @Tag("needs-redis-8.0")
    void aNoForFieldsMeansThatAllKeysExpire(String form) {
        aNoMeansThatAllKeysExpire(form);
    }

    @ParameterizedTest
    @FieldSource("LEAVING_NONE_OF_8")
    @Tag("needs-redis-8.0")
    void aYesForFieldsMeansThatAKeyMayStay(String form) {
        aYesMeansThatAKeyMayStay(form);
    }

    /** Returns the keys that the server finds in a command, none where it says that there are none. */
    private List<String> keys(CommandLine line) {
        List<String> words = new ArrayList<>(List.of("COMMAND", "GETKEYS"));
        words.addAll(line.words());
        List<String> keys = new ArrayList<>();
        Throwable error = catchThrowableOfType(
                IllegalStateException.class, () -> ((List<?>) execute(words)).forEach(key -> keys.add(key.toString())));
        if (error != null) {
            assertThat(error.getMessage())
                    .containsAnyOf("has no key arguments", "Invalid arguments", "wrong number of arguments");
        }
        return keys;
    }

    /** Returns the keys without a time to live after the form was done on expiring data, and on no data at all. */
    private Set<String> lasting(String form) {
        Set<String> lasting = new TreeSet<>();
        for (List<String> data : List.of(RepeatRulesIT.DATA, List.<String>of())) {
            RepeatRulesIT.fill(server, data);
            execute(List.of(
                    "EVAL", "for _, k in ipairs(redis.call('KEYS', '*')) do redis.call('EXPIRE', k, 1000) end", "0"));
            RepeatRulesIT.reply(server, CommandLine.of(form).words());
            String script = "return redis.call('KEYS', '*')";
            for (Object key : (List<?>) execute(List.of("EVAL", script, "0"))) {
                if (execute(List.of("TTL", key.toString())).equals(-1L)) {
                    lasting.add(key.toString());
                }
            }
        }
        return lasting;
    }

    private Object execute(List<String> words) {
        return Optional.ofNullable(server.execute(words.toArray(String[]::new))).orElse("nil");
    }
}
