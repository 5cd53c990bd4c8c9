package io.redisguard.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.redisguard.test.RedisExtension;
import io.redisguard.test.RedisServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** What may be repeated leaves a real server twice as it does once; what is refused would not always. */
@ExtendWith(RedisExtension.class)
class RepeatRulesIT {
    /** All keys with their types, values and whether they expire; without the times at which streams were read. */
    private static final String STATE = """
            local function value(key, type)
                if type == 'hash' then
                    local fields = redis.call('HKEYS', key)
                    local parts = {redis.call('HGETALL', key)}
                    -- an error, which has no parts, on servers whose fields do not expire
                    for _, millis in ipairs(redis.pcall('HPTTL', key, 'FIELDS', #fields, unpack(fields))) do
                        table.insert(parts, millis > 0)
                    end
                    return parts
                end
                if type == 'set' then
                    local members = redis.call('SMEMBERS', key)
                    table.sort(members)
                    return members
                end
                if type ~= 'stream' then
                    return redis.sha1hex(redis.call('DUMP', key))
                end
                local parts = {redis.call('XRANGE', key, '-', '+'), redis.call('XINFO', 'STREAM', key)}
                for _, pending in ipairs(redis.call('XPENDING', key, 'group', '-', '+', 100)) do
                    table.insert(parts, {pending[1], pending[2], pending[4]})
                end
                table.insert(parts, redis.call('XINFO', 'GROUPS', key))
                return parts
            end

            local keys = redis.call('KEYS', '*')
            table.sort(keys)
            local state = {}
            for _, key in ipairs(keys) do
                local type = redis.call('TYPE', key).ok
                local expires = redis.call('PTTL', key) > 0
                table.insert(state, cjson.encode({key, type, expires, value(key, type)}))
            end
            return state
            """;

    /** Empties the server and executes the lines. */
    private static final String SET_UP = """
            redis.call('FLUSHALL')
            for _, line in ipairs(ARGV) do
                local words = {}
                for word in string.gmatch(line, '%S+') do
                    table.insert(words, word)
                end
                redis.call(unpack(words))
            end
            """;

    /** Restores the value of {@code s} in place of the bytes that the command names. */
    private static final String RESTORE =
            "return redis.call('RESTORE', ARGV[1], ARGV[2], redis.call('DUMP', 's'), unpack(ARGV, 4))";

    static final List<String> DATA = forms("""
            SET s hello; SET n 10; SET ex value EX 1000; SET NX old; HSET h f 1 g 2; RPUSH l a b c d a;
            RPUSH nums 3 1 2; SADD x a b c; SADD y b c d; ZADD z 1 a 2 b 3 c; ZADD w 5 b 7 d;
            GEOADD geo 13.36 38.11 P 15.08 37.50 C; PFADD p1 a b; PFADD p2 b c; SETBIT bits 7 1;
            XADD st 1-1 f v; XADD st 2-1 f v; XGROUP CREATE st group 0; XREADGROUP GROUP group one STREAMS st >""");

    static final List<String> READS = forms("""
            GET s; GET missing; MGET s n; STRLEN s; GETRANGE s 0 2; SUBSTR s 0 2; EXISTS s n; TTL ex; PTTL ex;
            TYPE s; TOUCH s; DUMP s; KEYS *; SCAN 0; RANDOMKEY; DBSIZE; TIME; GETBIT bits 7; BITCOUNT s;
            BITPOS s 1; BITFIELD s GET u8 0; BITFIELD_RO s GET u8 0; GETEX s; HGET h f; HMGET h f g; HGETALL h;
            HKEYS h; HVALS h; HLEN h; HEXISTS h f; HSTRLEN h f; HSCAN h 0; HRANDFIELD h; LLEN l; LINDEX l 0;
            LRANGE l 0 -1; LPOS l a; SORT nums; SORT nums BY nosort GET # LIMIT 0 2 DESC; SCARD x; SMEMBERS x;
            SISMEMBER x a; SMISMEMBER x a q; SRANDMEMBER x; SINTER x y; SUNION x y; SDIFF x y; SSCAN x 0;
            ZCARD z; ZSCORE z a; ZMSCORE z a q; ZRANK z b; ZREVRANK z b; ZRANGE z 0 -1; ZREVRANGE z 0 -1;
            ZRANGEBYSCORE z 1 2; ZCOUNT z 1 2; ZLEXCOUNT z - +; ZUNION 2 z w; ZINTER 2 z w; ZDIFF 2 z w;
            ZRANDMEMBER z; ZSCAN z 0; GEOPOS geo P; GEODIST geo P C; GEOHASH geo P;
            GEORADIUS geo 15 37 200 km WITHDIST; GEORADIUSBYMEMBER geo P 200 km;
            GEOSEARCH geo FROMMEMBER P BYRADIUS 200 km; PFCOUNT p1; PFCOUNT p1 p2; XLEN st; XRANGE st - +;
            XREVRANGE st + -; XREAD COUNT 1 STREAMS st 0; XREAD BLOCK 1 STREAMS st $; XPENDING st group;
            XINFO STREAM st; XINFO GROUPS st; XINFO CONSUMERS st group; PING; ECHO hello; INFO server;
            COMMAND COUNT; CONFIG GET maxmemory; CLIENT ID; CLIENT LIST; CLIENT INFO; OBJECT ENCODING s;
            MEMORY USAGE s; SLOWLOG GET; ACL WHOAMI; ACL LOG; LATENCY LATEST; SCRIPT EXISTS abc;
            PUBSUB CHANNELS; LASTSAVE; ROLE; LOLWUT""");

    static final List<String> WRITES = forms("""
            SET s new; SET NX NX; SET s new EX 100; SET s new PX 100000; SET ex new KEEPTTL; SET s new EXAT 1;
            SET s new PXAT 4102444800000; SETEX s 100 v; PSETEX s 100000 v; MSET s 1 n 2; SETRANGE s 2 XX;
            GETEX s EX 100; GETEX s PXAT 4102444800000; GETEX ex PERSIST; GETEX missing EX 100; EXPIRE s 100;
            EXPIRE missing 100; PEXPIRE s 100000; EXPIREAT s 4102444800; PEXPIREAT s 4102444800000;
            BITOP NOT d s; BITOP XOR d s n; BITOP AND d missing; HMSET h f 9 q 1; LSET l 1 Q; LTRIM l 0 1;
            LTRIM l 0 99; COPY s n REPLACE; COPY missing n REPLACE; RESTORE n 0 bytes REPLACE;
            RESTORE n 1 bytes ABSTTL REPLACE; SORT nums STORE d; SORT l ALPHA LIMIT 0 2 STORE d;
            SORT missing STORE s; SINTERSTORE d x y; SINTERSTORE x x y; SUNIONSTORE d x y; SUNIONSTORE x x y;
            SDIFFSTORE d x y; SDIFFSTORE s missing x; ZUNIONSTORE d 2 z w;
            ZINTERSTORE d 2 z w WEIGHTS 2 3 AGGREGATE MAX; ZDIFFSTORE d 2 z w; ZRANGESTORE d z 0 1;
            ZADD z XX 9 a; ZADD z XX 9 missing; ZADD z XX GT 9 a 1 b; ZADD z XX LT 0 a; GEOADD geo XX 1 1 P;
            GEOSEARCHSTORE d geo FROMLONLAT 13 38 BYRADIUS 100 km; GEORADIUS geo 13 38 100 km STORE d;
            GEORADIUSBYMEMBER geo P 300 km STOREDIST d; PFMERGE p1 p2; PFMERGE d p1 p2; XSETID st 9-9;
            XGROUP SETID st group 0; XGROUP SETID st group $; XCLAIM st group two 0 1-1 2-1 JUSTID;
            XCLAIM st group two 0 1-1 RETRYCOUNT 5 FORCE JUSTID; SCRIPT LOAD return~1""");

    static final List<String> READS_OF_7 = forms("""
            EXPIRETIME ex; PEXPIRETIME ex; LCS s n; SORT_RO nums; SINTERCARD 2 x y; ZINTERCARD 2 z w;
            EVAL_RO return~1 0; FUNCTION LIST; FUNCTION DUMP; FUNCTION STATS; COMMAND LIST; COMMAND DOCS get;
            LATENCY HISTOGRAM; PUBSUB SHARDCHANNELS; ACL DRYRUN default get s""");

    static final List<String> WRITES_OF_7 =
            List.of("FUNCTION LOAD REPLACE #!lua~name=lib\nredis.register_function('f',~function()~return~1~end)");

    static final List<String> READS_OF_8 =
            forms("HGETEX h FIELDS 1 f; HTTL h FIELDS 1 f; HPTTL h FIELDS 1 f; HEXPIRETIME h FIELDS 1 f");

    static final List<String> WRITES_OF_8 = forms("""
            HEXPIRE h 100 FIELDS 1 f; HPEXPIRE h 100000 FIELDS 2 f q; HEXPIREAT h 4102444800 FIELDS 1 f;
            HPEXPIREAT h 4102444800000 FIELDS 1 f; HGETEX h EX 100 FIELDS 1 f; HGETEX h PERSIST FIELDS 2 f g;
            HSETEX h FIELDS 1 NX FNX; HSETEX h EX 100 FIELDS 2 f 7 q 8; HSETEX h KEEPTTL FIELDS 1 f 7""");

    /** Forms that change something again, or answer otherwise, when they are done twice on the data. */
    static final List<String> DANGEROUS = forms("""
            INCR n; DECRBY n 2; APPEND s x; LPUSH l q; RPOP l; SPOP x; ZADD z INCR 5 a; ZINCRBY z 1 a;
            ZADD z 9 new; ZADD z XX CH 9 a; ZADD z NX 9 q; GEOADD geo 1 1 Q; BITFIELD n INCRBY u8 0 1;
            BITFIELD n SET u8 0 1; XADD st * f v; XADD st 9-9 f v; LTRIM l 1 -1; LTRIM l 1 2; LREM l 1 a;
            LREM l 0 a; BITOP XOR s s n; BITOP NOT s s; ZUNIONSTORE z 2 z w; ZINTERSTORE z 2 w z;
            SDIFFSTORE y x y; ZDIFFSTORE w 2 z w; ZRANGESTORE z z 1 2;
            GEOSEARCHSTORE geo geo FROMMEMBER P BYRADIUS 300 km STOREDIST; SORT nums LIMIT 1 5 STORE nums;
            GEORADIUS geo 13 38 300 km STOREDIST geo; SET missing v NX; SET s v GET; SET s v XX GET; GETSET s v;
            GETDEL s; DEL s; SADD x q; HSET h new 1; EXPIRE s -1; EXPIREAT s 1; GETEX s EXAT 1; COPY s copy;
            RESTORE copy 0 bytes; XCLAIM st group two 0 1-1; XDEL st 1-1; SETNX missing v; RENAME s other;
            PERSIST ex; SMOVE x y a; ZREMRANGEBYRANK z 0 0; PFADD p1 q; MSETNX m1 1 m2 2;
            XGROUP CREATE st other 0; SETBIT bits 1 1""");

    private final RedisServer server;

    RepeatRulesIT(RedisServer server) {
        this.server = server;
    }

    /** A form done once and once more on the same data: what was answered, and what the data were. */
    private record Runs(List<Object> replies, List<Object> states) {
        boolean leaveTheSame() {
            return states.get(0).equals(states.get(1));
        }

        boolean answerTheSame() {
            return replies.get(0).equals(replies.get(1));
        }
    }

    @ParameterizedTest
    @FieldSource("READS")
    void aReadChangesNothing(String line) {
        Runs runs = twice(line);

        assertThat(CommandLine.of(line).repeat()).isEqualTo(Repeat.READ);
        assertThat(runs.leaveTheSame()).as("%s", runs).isTrue();
        assertThat(runs.replies().get(0)).isNotInstanceOf(Throwable.class);
    }

    @ParameterizedTest
    @FieldSource("WRITES")
    void aWriteEndsAndAnswersTheSame(String line) {
        Runs runs = twice(line);

        assertThat(CommandLine.of(line).repeat()).isEqualTo(Repeat.WRITE);
        assertThat(runs.leaveTheSame()).as("%s", runs).isTrue();
        assertThat(runs.answerTheSame()).as("%s", runs).isTrue();
        assertThat(runs.replies().get(0)).isNotInstanceOf(Throwable.class);
    }

    @ParameterizedTest
    @FieldSource("READS_OF_7")
    @Tag("needs-redis-7.0")
    void aReadOfANewerServerChangesNothing(String line) {
        aReadChangesNothing(line);
    }

    @ParameterizedTest
    @FieldSource("WRITES_OF_7")
    @Tag("needs-redis-7.0")
    void aWriteOfANewerServerEndsAndAnswersTheSame(String line) {
        aWriteEndsAndAnswersTheSame(line);
    }

    @ParameterizedTest
    @FieldSource("READS_OF_8")
    @Tag("needs-redis-8.0")
    void aReadOfFieldsChangesNothing(String line) {
        aReadChangesNothing(line);
    }

    @ParameterizedTest
    @FieldSource("WRITES_OF_8")
    @Tag("needs-redis-8.0")
    void aWriteOfFieldsEndsAndAnswersTheSame(String line) {
        aWriteEndsAndAnswersTheSame(line);
    }

    @ParameterizedTest
    @FieldSource("DANGEROUS")
    void whatIsNeverRepeatedWouldDoOrAnswerSomethingElse(String line) {
        Runs runs = twice(line);

        assertThat(CommandLine.of(line).repeat()).isEqualTo(Repeat.NEVER);
        assertThat(runs.leaveTheSame() && runs.answerTheSame()).as("%s", runs).isFalse();
        assertThat(runs.replies().get(0)).isNotInstanceOf(Throwable.class);
    }

    static List<String> forms(String lines) {
        return List.of(lines.replace('\n', ' ').split("; ", -1));
    }

    private Runs twice(String line) {
        fill(server, DATA);
        List<Object> replies = new ArrayList<>();
        List<Object> states = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            replies.add(reply(server, CommandLine.of(line).words()));
            states.add(eval(server, STATE, List.of()));
        }
        return new Runs(replies, states);
    }

    /** Empties the server and executes the lines. */
    static void fill(RedisServer server, List<String> lines) {
        eval(server, SET_UP, lines);
    }

    /** Returns the reply, or the error. */
    static Object reply(RedisServer server, List<String> words) {
        AtomicReference<Object> reply = new AtomicReference<>();
        Throwable error = catchThrowable(() -> reply.set(
                words.get(0).equals("RESTORE")
                        ? eval(server, RESTORE, words.subList(1, words.size()))
                        : send(server, words)));
        return Optional.<Object>ofNullable(error).orElseGet(reply::get);
    }

    private static Object eval(RedisServer server, String script, List<String> arguments) {
        List<String> words = new ArrayList<>(List.of("EVAL", script, "0"));
        words.addAll(arguments);
        return send(server, words);
    }

    private static Object send(RedisServer server, List<String> words) {
        return Optional.ofNullable(server.execute(words.toArray(String[]::new))).orElse("nil");
    }
}
