package io.redisguard.topology;

import io.redisguard.test.RedisServer;
import io.redisguard.test.ScriptedServer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A Sentinel that says what a test wants of a primary named {@code main} and of at most one replica. */
final class ScriptedSentinel implements AutoCloseable {
    private final ScriptedServer server = ScriptedServer.start();
    private volatile String address = "";
    private volatile String replicas = "*0\r\n";

    ScriptedSentinel(String host, int port) {
        names(host, port);
        server.on("SENTINEL", this::answer);
    }

    /** Sets the primary. */
    void names(String host, int port) {
        address = array(host, Integer.toString(port));
    }

    String hostAndPort() {
        return server.host() + ":" + server.port();
    }

    /** Sets the replica, with its flags as Sentinels write them; {@code null} for none. */
    void replica(@Nullable RedisServer replica, String flags) {
        replicas = replica == null
                ? "*0\r\n"
                : "*1\r\n" + array("ip", replica.host(), "port", Integer.toString(replica.port()), "flags", flags);
    }

    private byte[] answer(List<String> arguments) {
        String text = arguments.toString().contains("GET-MASTER-ADDR-BY-NAME") ? address : replicas;
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static String array(String... words) {
        StringBuilder text = new StringBuilder("*" + words.length + "\r\n");
        for (String word : words) {
            text.append("$%d\r\n%s\r\n".formatted(word.length(), word));
        }
        return text.toString();
    }

    @Override
    public void close() {
        server.close();
    }
}
