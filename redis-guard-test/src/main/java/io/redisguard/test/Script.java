package io.redisguard.test;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** What a scripted server answers. */
final class Script {
    private static final int NO_CUT = -1;

    private final Map<String, Function<List<String>, byte[]>> replies = new ConcurrentHashMap<>();
    private final AtomicInteger cut = new AtomicInteger(NO_CUT);
    private volatile boolean speaksResp3 = true;

    void on(String name, Function<List<String>, byte[]> reply) {
        replies.put(name.toUpperCase(Locale.ROOT), reply);
    }

    void cutAfter(int bytes) {
        cut.set(bytes);
    }

    void speakResp3(boolean wanted) {
        speaksResp3 = wanted;
    }

    Chunk answer(ScriptedServer.Command command) {
        Function<List<String>, byte[]> scripted = replies.get(command.name());
        if (scripted == null) {
            return new Chunk(bytes(usual(command)), command.name().equals("QUIT"));
        }
        byte[] reply = scripted.apply(command.args());
        if (reply.length == 0) {
            return new Chunk(reply, false);
        }
        int limit = cut.getAndSet(NO_CUT);
        return limit == NO_CUT
                ? new Chunk(reply, false)
                : new Chunk(Arrays.copyOf(reply, Math.min(limit, reply.length)), true);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private String usual(ScriptedServer.Command command) {
        List<String> args = command.args();
        return switch (command.name()) {
            case "PING" -> args.isEmpty() ? "+PONG\r\n" : bulk(args.get(0));
            case "AUTH", "CLIENT", "SELECT", "QUIT" -> "+OK\r\n";
            case "HELLO" -> hello(args);
            default -> "-ERR unknown command '" + command.name() + "'\r\n";
        };
    }

    private String hello(List<String> args) {
        if (!speaksResp3) {
            return "-ERR unknown command 'HELLO'\r\n";
        }
        boolean map = !args.isEmpty() && args.get(0).equals("3");
        return (map ? "%7\r\n" : "*14\r\n")
                + bulk("server") + bulk("redis")
                + bulk("version") + bulk("7.0.0")
                + bulk("proto") + (map ? ":3\r\n" : ":2\r\n")
                + bulk("id") + ":1\r\n"
                + bulk("mode") + bulk("standalone")
                + bulk("role") + bulk("master")
                + bulk("modules") + "*0\r\n";
    }

    private static String bulk(String text) {
        return "$" + bytes(text).length + "\r\n" + text + "\r\n";
    }
}
