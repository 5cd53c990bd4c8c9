package io.redisguard.wire;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes replies as a server does. */
final class Resp {
    static final String OK = "+OK\r\n";

    private Resp() {}

    static String bulk(String text) {
        return "$" + bytes(text).length + "\r\n" + text + "\r\n";
    }

    static String integer(long number) {
        return ":" + number + "\r\n";
    }

    static String array(String... items) {
        return "*" + items.length + "\r\n" + String.join("", items);
    }

    static String bulks(List<String> texts) {
        return array(texts.stream().map(Resp::bulk).toArray(String[]::new));
    }

    /** A RESP3 map; keys and values take turns. */
    static String map(String... keysAndValues) {
        return "%" + keysAndValues.length / 2 + "\r\n" + String.join("", keysAndValues);
    }

    /** A RESP3 set. */
    static String set(String... items) {
        return "~" + items.length + "\r\n" + String.join("", items);
    }

    /** A RESP3 number with a fraction. */
    static String decimal(String number) {
        return "," + number + "\r\n";
    }

    /** A RESP3 boolean. */
    static String bool(boolean value) {
        return value ? "#t\r\n" : "#f\r\n";
    }

    /** A RESP3 integer of any size. */
    static String bigNumber(String digits) {
        return "(" + digits + "\r\n";
    }

    /** A RESP3 string that says what format it has. */
    static String verbatim(String text) {
        return "=" + (bytes(text).length + "txt:".length()) + "\r\ntxt:" + text + "\r\n";
    }

    static String nothing(Protocol protocol) {
        return protocol == Protocol.RESP2 ? "$-1\r\n" : "_\r\n";
    }

    /** A RESP3 message that nobody asked for, such as the invalidation of a key. */
    static String invalidation(String key) {
        return ">2\r\n" + bulk("invalidate") + array(bulk(key));
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
