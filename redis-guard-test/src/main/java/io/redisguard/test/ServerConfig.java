package io.redisguard.test;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The lines of a redis.conf: what the user asked for over defaults that suit tests.
 *
 * <p>By default every write is in the append-only file before its reply leaves, which survives the death of the
 * process; nothing is forced to disk, because the machine does not die.
 *
 * @param directives the user's lines, in order
 */
record ServerConfig(List<Directive> directives) {
    private static final Pattern NAME = Pattern.compile("[a-zA-Z][a-zA-Z0-9.-]*");
    private static final List<String> OWNED = List.of("port", "dir", "logfile", "pidfile", "daemonize", "include");
    private static final Map<String, String> DEFAULTS = defaults();

    ServerConfig {
        directives = List.copyOf(directives);
    }

    /** One line. */
    record Directive(String key, String value) {}

    /** Returns what is wrong with the lines, one sentence each. */
    List<String> problems() {
        List<String> problems = new ArrayList<>();
        for (Directive line : directives) {
            if (!NAME.matcher(line.key()).matches()) {
                problems.add("config '" + line.key() + "' is not the name of a directive");
            } else if (OWNED.contains(line.key())) {
                problems.add("config '" + line.key() + "' is set by the library"
                        + (line.key().equals("port") ? ", use port(int)" : ""));
            }
            if (line.value().indexOf('\n') >= 0 || line.value().indexOf('\r') >= 0) {
                problems.add("config '" + line.key() + "' has a value of several lines");
            }
        }
        return problems;
    }

    Optional<String> password() {
        return last("requirepass").filter(password -> !password.isEmpty()).map(ServerConfig::unquoted);
    }

    /** Returns whether the data of a server with this configuration dies with its process. */
    boolean keepsNoLog() {
        return last("appendonly").map(value -> !value.equals("yes")).orElse(false);
    }

    /** Returns the file for a server with these facts; the user's lines replace the defaults of the same name. */
    String text(int port, String bind, String dir, boolean knowsDebugSwitch) {
        Map<String, String> lines = new LinkedHashMap<>(DEFAULTS);
        lines.put("bind", bind);
        if (knowsDebugSwitch) {
            lines.put("enable-debug-command", "yes");
        }
        directives.forEach(line -> lines.remove(line.key()));
        StringBuilder text = new StringBuilder();
        append(text, "port", Integer.toString(port));
        append(text, "dir", '"' + dir.replace("\\", "\\\\").replace("\"", "\\\"") + '"');
        lines.forEach((key, value) -> append(text, key, value));
        directives.forEach(line -> append(text, line.key(), line.value()));
        return text.toString();
    }

    private static void append(StringBuilder text, String key, String value) {
        text.append(key).append(' ').append(value.isEmpty() ? "\"\"" : value).append('\n');
    }

    private Optional<String> last(String key) {
        return directives.stream()
                .filter(line -> line.key().equals(key))
                .map(Directive::value)
                .reduce((first, second) -> second);
    }

    private static String unquoted(String value) {
        boolean quoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
        return quoted ? value.substring(1, value.length() - 1) : value;
    }

    private static Map<String, String> defaults() {
        Map<String, String> lines = new LinkedHashMap<>();
        lines.put("protected-mode", "no");
        lines.put("save", "");
        lines.put("appendonly", "yes");
        lines.put("appendfsync", "no");
        lines.put("auto-aof-rewrite-percentage", "0");
        return lines;
    }
}
