package io.redisguard.lettuce;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A server that answers every command so that the reply tells whose it is, and counts what it has executed. The key of
 * a command is the number of its call. Thread-safe; each connection is used by one thread at a time.
 */
final class ModelServer {
    private final Map<String, Integer> executed = new ConcurrentHashMap<>();
    private final Map<String, Integer> received = new ConcurrentHashMap<>();

    /** Returns how often the commands with this key were executed. */
    int executed(String key) {
        return executed.getOrDefault(key, 0);
    }

    /** Returns how often the commands with this key have come. */
    int received(String key) {
        return received.getOrDefault(key, 0);
    }

    /** Returns a new connection to the server. */
    Connection connection() {
        return new Connection();
    }

    /** Returns what a call of the command gets back. */
    static Object value(String command, String key) {
        return switch (command) {
            case "GET", "EVAL" -> "value-" + key;
            case "INCR" -> Long.parseLong(key);
            case "LRANGE" -> List.of("first-" + key, "second-" + key);
            case "SET" -> "OK";
            default -> throw new IllegalArgumentException(command);
        };
    }

    private static String reply(String command, String key) {
        return switch (command) {
            case "PING" -> "+PONG\r\n";
            case "GET", "EVAL" -> bulk("value-" + key);
            case "INCR" -> ":" + key + "\r\n";
            case "LRANGE" -> "*2\r\n" + bulk("first-" + key) + bulk("second-" + key);
            case "SET" -> "+OK\r\n";
            default -> "-ERR unknown command\r\n";
        };
    }

    private static String bulk(String text) {
        return "$" + text.length() + "\r\n" + text + "\r\n";
    }

    /** One connection: what the client has written, and what it has not read yet. */
    final class Connection {
        private final ByteBuf requests = Unpooled.buffer();
        private final ByteBuf replies = Unpooled.buffer();

        synchronized void receive(ByteBuf bytes) {
            requests.writeBytes(bytes);
        }

        synchronized boolean hasRequests() {
            return requests.isReadable();
        }

        synchronized boolean hasReplies() {
            return replies.isReadable();
        }

        /** Executes the next command; instead of its reply the given one is sent, if any: then it is not executed. */
        synchronized void executeNext(@Nullable String instead) {
            List<String> words = next();
            if (words == null) {
                return;
            }
            String command = words.get(0).toUpperCase(Locale.ROOT);
            if (command.equals("PING")) {
                replies.writeCharSequence(reply(command, ""), StandardCharsets.US_ASCII);
                return;
            }
            String key = words.get(command.equals("EVAL") ? 3 : 1);
            received.merge(key, 1, Integer::sum);
            if (instead == null) {
                executed.merge(key, 1, Integer::sum);
            }
            replies.writeCharSequence(instead == null ? reply(command, key) : instead, StandardCharsets.US_ASCII);
        }

        /** Executes the next command, and answers with bytes that are no reply to it. */
        synchronized void answerNextWith(String garbage) {
            int before = replies.writerIndex();
            executeNext(null);
            replies.writerIndex(before);
            replies.writeCharSequence(garbage, StandardCharsets.US_ASCII);
        }

        /** Takes at most so many bytes of the replies. */
        synchronized ByteBuf read(int most) {
            return Unpooled.copiedBuffer(replies.readSlice(Math.min(most, replies.readableBytes())));
        }

        private @Nullable List<String> next() {
            if (!requests.isReadable()) {
                return null;
            }
            int words = number('*');
            List<String> found = new ArrayList<>(words);
            for (int i = 0; i < words; i++) {
                int length = number('$');
                found.add(requests.readCharSequence(length, StandardCharsets.US_ASCII)
                        .toString());
                requests.skipBytes(2);
            }
            return found;
        }

        private int number(char kind) {
            if (requests.readByte() != kind) {
                throw new IllegalStateException("The client writes no RESP.");
            }
            int number = 0;
            for (byte digit = requests.readByte(); digit != '\r'; digit = requests.readByte()) {
                number = number * 10 + (digit - '0');
            }
            requests.skipBytes(1);
            return number;
        }
    }
}
