package io.redisguard.test;

import java.util.Map;
import java.util.stream.Collectors;

/** Reads the {@code name:value} lines of an INFO reply. */
final class InfoReply {
    private InfoReply() {}

    static Map<String, String> parse(String info) {
        return info.lines()
                .filter(line -> !line.startsWith("#") && line.indexOf(':') > 0)
                .collect(Collectors.toMap(
                        line -> line.substring(0, line.indexOf(':')),
                        line -> line.substring(line.indexOf(':') + 1),
                        (first, second) -> second));
    }
}
