package io.redisguard.wire;

import static io.redisguard.wire.Protocol.RESP2;
import static io.redisguard.wire.Protocol.RESP3;
import static io.redisguard.wire.Resp.array;
import static io.redisguard.wire.Resp.bigNumber;
import static io.redisguard.wire.Resp.bool;
import static io.redisguard.wire.Resp.bulk;
import static io.redisguard.wire.Resp.bulks;
import static io.redisguard.wire.Resp.decimal;
import static io.redisguard.wire.Resp.integer;
import static io.redisguard.wire.Resp.map;
import static io.redisguard.wire.Resp.nothing;
import static io.redisguard.wire.Resp.verbatim;

import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.KeyValue;
import io.lettuce.core.Range;
import io.lettuce.core.ScoredValue;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.StreamMessage;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import reactor.core.publisher.Flux;

/** The table of exchanges that are cut and split: for each kind of reply a command that gets it, in both protocols. */
final class Exchanges {
    private static final String ZOE = "Zoë";
    private static final List<String> ITEMS = List.of("first", "", ZOE, "line\r\nbreak", "$5", "last");
    private static final String INFO = IntStream.range(0, 160)
            .mapToObj(i -> (i % 20 == 0 ? "# Section " + i / 20 + "\r\n" : "") + "field_" + i + ":value " + i + "\r\n")
            .collect(Collectors.joining());

    private Exchanges() {}

    static Stream<Exchange> of(Protocol protocol) {
        return switch (protocol) {
            case RESP2 ->
                Stream.of(
                        get(RESP2),
                        getOfNothing(RESP2),
                        set(RESP2),
                        mget(RESP2),
                        lrange(RESP2),
                        hgetall(RESP2, array(bulk("name"), bulk(ZOE), bulk("empty"), bulk(""), bulk("a"), bulk("1"))),
                        smembers(RESP2, bulks(List.of("x", ZOE, "z"))),
                        zscore(RESP2, bulk("-2.75")),
                        zrange(RESP2, array(bulk("one"), bulk("1"), bulk(ZOE), bulk("2.5"), bulk("max"), bulk("inf"))),
                        scan(RESP2),
                        xrange(RESP2),
                        eval(RESP2),
                        error(RESP2),
                        info(RESP2, bulk(INFO)));
            case RESP3 ->
                Stream.of(
                        get(RESP3),
                        getOfNothing(RESP3),
                        set(RESP3),
                        mget(RESP3),
                        lrange(RESP3),
                        hgetall(RESP3, map(bulk("name"), bulk(ZOE), bulk("empty"), bulk(""), bulk("a"), bulk("1"))),
                        smembers(RESP3, Resp.set(bulk("x"), bulk(ZOE), bulk("z"))),
                        zscore(RESP3, decimal("-2.75")),
                        zrange(
                                RESP3,
                                array(
                                        array(bulk("one"), decimal("1")),
                                        array(bulk(ZOE), decimal("2.5")),
                                        array(bulk("max"), decimal("inf")))),
                        scan(RESP3),
                        xrange(RESP3),
                        eval(RESP3),
                        evalOfEveryType(),
                        error(RESP3),
                        info(RESP3, verbatim(INFO)));
        };
    }

    static Exchange get(Protocol protocol) {
        return Exchange.of("GET", "GET")
                .sync(redis -> redis.get("k"))
                .async(redis -> redis.get("k"))
                .reactive(redis -> redis.get("k"))
                .answered(protocol, bulk(ZOE + "\r\n+OK"), ZOE + "\r\n+OK", List.of(ZOE + "\r\n+OK"));
    }

    private static Exchange getOfNothing(Protocol protocol) {
        return Exchange.of("GET of nothing", "GET")
                .sync(redis -> redis.get("k"))
                .async(redis -> redis.get("k"))
                .reactive(redis -> redis.get("k"))
                .answered(protocol, nothing(protocol), null, List.of());
    }

    private static Exchange set(Protocol protocol) {
        return Exchange.of("SET", "SET")
                .sync(redis -> redis.set("k", "v"))
                .async(redis -> redis.set("k", "v"))
                .reactive(redis -> redis.set("k", "v"))
                .answered(protocol, Resp.OK, "OK", List.of("OK"));
    }

    private static Exchange mget(Protocol protocol) {
        List<KeyValue<String, String>> values =
                List.of(KeyValue.just("a", "1"), KeyValue.empty("b"), KeyValue.just("c", ZOE));
        return Exchange.of("MGET", "MGET")
                .sync(redis -> redis.mget("a", "b", "c"))
                .async(redis -> redis.mget("a", "b", "c"))
                .reactive(redis -> redis.mget("a", "b", "c"))
                .answered(protocol, array(bulk("1"), nothing(protocol), bulk(ZOE)), values, values);
    }

    static Exchange lrange(Protocol protocol) {
        return Exchange.of("LRANGE", "LRANGE")
                .sync(redis -> redis.lrange("k", 0, -1))
                .async(redis -> redis.lrange("k", 0, -1))
                .reactive(redis -> redis.lrange("k", 0, -1))
                .answered(protocol, bulks(ITEMS), ITEMS, ITEMS);
    }

    private static Exchange hgetall(Protocol protocol, String reply) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("name", ZOE);
        fields.put("empty", "");
        fields.put("a", "1");
        return Exchange.of("HGETALL", "HGETALL")
                .sync(redis -> redis.hgetall("k"))
                .async(redis -> redis.hgetall("k"))
                .reactive(redis -> redis.hgetall("k"))
                .answered(
                        protocol,
                        reply,
                        fields,
                        fields.entrySet().stream()
                                .map(field -> KeyValue.just(field.getKey(), field.getValue()))
                                .toList());
    }

    private static Exchange smembers(Protocol protocol, String reply) {
        return Exchange.of("SMEMBERS", "SMEMBERS")
                .sync(redis -> redis.smembers("k"))
                .async(redis -> redis.smembers("k"))
                .reactive(redis -> redis.smembers("k"))
                .answered(protocol, reply, new LinkedHashSet<>(List.of("x", ZOE, "z")), List.of("x", ZOE, "z"));
    }

    private static Exchange zscore(Protocol protocol, String reply) {
        return Exchange.of("ZSCORE", "ZSCORE")
                .sync(redis -> redis.zscore("k", "m"))
                .async(redis -> redis.zscore("k", "m"))
                .reactive(redis -> redis.zscore("k", "m"))
                .answered(protocol, reply, -2.75, List.of(-2.75));
    }

    private static Exchange zrange(Protocol protocol, String reply) {
        List<ScoredValue<String>> members = List.of(
                ScoredValue.just(1, "one"),
                ScoredValue.just(2.5, ZOE),
                ScoredValue.just(Double.POSITIVE_INFINITY, "max"));
        return Exchange.of("ZRANGE WITHSCORES", "ZRANGE")
                .sync(redis -> redis.zrangeWithScores("k", 0, -1))
                .async(redis -> redis.zrangeWithScores("k", 0, -1))
                .reactive(redis -> redis.zrangeWithScores("k", 0, -1))
                .answered(protocol, reply, members, members);
    }

    private static Exchange scan(Protocol protocol) {
        String cursor = "1729 [a, b:1, " + ZOE + "]";
        return Exchange.of("SCAN", "SCAN")
                .sync(redis -> text(redis.scan()))
                .async(redis -> redis.scan().thenApply(Exchanges::text))
                .reactive(redis -> redis.scan().map(Exchanges::text))
                .answered(protocol, array(bulk("1729"), bulks(List.of("a", "b:1", ZOE))), cursor, List.of(cursor));
    }

    private static String text(KeyScanCursor<String> cursor) {
        return cursor.getCursor() + " " + cursor.getKeys();
    }

    private static Exchange xrange(Protocol protocol) {
        List<StreamMessage<String, String>> messages = List.of(
                new StreamMessage<>("k", "1-0", Map.of("f", "1")), new StreamMessage<>("k", "2-1", Map.of("g", ZOE)));
        return Exchange.of("XRANGE", "XRANGE")
                .sync(redis -> redis.xrange("k", Range.unbounded()))
                .async(redis -> redis.xrange("k", Range.unbounded()))
                .reactive(redis -> redis.xrange("k", Range.unbounded()))
                .answered(
                        protocol,
                        array(
                                array(bulk("1-0"), bulks(List.of("f", "1"))),
                                array(bulk("2-1"), bulks(List.of("g", ZOE)))),
                        messages,
                        messages);
    }

    private static Exchange eval(Protocol protocol) {
        List<Object> nested = Arrays.asList(1L, Arrays.asList(ZOE, List.of(2L, List.of("deep")), null), "OK", -3L);
        return Exchange.of("EVAL of arrays in arrays", "EVAL")
                .sync(redis -> redis.eval("...", ScriptOutputType.MULTI, "k"))
                .async(redis -> redis.eval("...", ScriptOutputType.MULTI, "k"))
                .reactive(redis -> Flux.from(redis.eval("...", ScriptOutputType.MULTI, "k")))
                .answered(
                        protocol,
                        array(
                                integer(1),
                                array(bulk(ZOE), array(integer(2), array(bulk("deep"))), nothing(protocol)),
                                Resp.OK,
                                integer(-3)),
                        nested,
                        List.of(nested));
    }

    private static Exchange evalOfEveryType() {
        String digits = "123456789012345678901234567890";
        Map<Object, Object> inner = new LinkedHashMap<>();
        inner.put("half", 0.5);
        inner.put("big", digits);
        inner.put("none", null);
        List<Object> everything = Arrays.asList(true, inner, List.of("a", 7L), false, "*as is*", null, 1e100);
        return Exchange.of("EVAL of every type", "EVAL")
                .sync(redis -> redis.eval("...", ScriptOutputType.OBJECT, "k"))
                .async(redis -> redis.eval("...", ScriptOutputType.OBJECT, "k"))
                .reactive(redis -> Flux.from(redis.eval("...", ScriptOutputType.OBJECT, "k")))
                .answered(
                        RESP3,
                        array(
                                bool(true),
                                map(
                                        bulk("half"),
                                        decimal("0.5"),
                                        bulk("big"),
                                        bigNumber(digits),
                                        bulk("none"),
                                        nothing(RESP3)),
                                Resp.set(bulk("a"), integer(7)),
                                bool(false),
                                verbatim("*as is*"),
                                nothing(RESP3),
                                decimal("1e+100")),
                        everything,
                        List.of(everything));
    }

    /** The value is the text of the server's error. */
    private static Exchange error(Protocol protocol) {
        return Exchange.of("an error", "LLEN")
                .sync(redis -> redis.llen("k"))
                .async(redis -> redis.llen("k"))
                .reactive(redis -> redis.llen("k"))
                .answered(
                        protocol, "-WRONGTYPE Not a list\r\n", "WRONGTYPE Not a list", List.of("WRONGTYPE Not a list"));
    }

    private static Exchange info(Protocol protocol, String reply) {
        return Exchange.of("INFO", "INFO")
                .sync(redis -> redis.info())
                .async(redis -> redis.info())
                .reactive(redis -> redis.info())
                .answered(protocol, reply, INFO, List.of(INFO));
    }
}
