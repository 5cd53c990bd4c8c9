package io.redisguard.test;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
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
    private static final List<String> OWNED =
            List.of("port", "tls-port", "dir", "logfile", "pidfile", "daemonize", "include");
    private static final Map<String, String> DEFAULTS = defaults();
    private static final Map<String, String> SENTINEL_DEFAULTS = Map.of("protected-mode", "no");

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
                        + (line.key().endsWith("port") ? ", use port(int)" : ""));
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

    /** Returns what the server shows of itself, if it speaks TLS; then it speaks nothing else. */
    Optional<TestCertificates.Identity> tls() {
        return last("tls-cert-file")
                .map(file -> new TestCertificates.Identity(
                        Path.of(file), Path.of(last("tls-key-file").orElse(file))));
    }

    /** Returns the lines that are about TLS. */
    List<Directive> tlsLines() {
        return directives.stream().filter(line -> line.key().startsWith("tls-")).toList();
    }

    /** Returns the files that the server reads. */
    List<Path> files() {
        return tlsLines().stream()
                .filter(line -> line.key().endsWith("-file"))
                .map(line -> Path.of(line.value()))
                .toList();
    }

    /** Returns whether the data of a server with this configuration dies with its process. */
    boolean keepsNoLog() {
        return last("appendonly").map(value -> !value.equals("yes")).orElse(false);
    }

    /**
     * Returns the name under which the server knows a command: the one that {@code rename-command} gave it, or its own.
     */
    String nameOf(String command) {
        return renamed().getOrDefault(command.toUpperCase(Locale.ROOT), command);
    }

    /** Returns the commands that have other names, and these names. */
    Map<String, String> renamed() {
        Map<String, String> names = new LinkedHashMap<>();
        for (Directive line : directives) {
            String[] words = line.value().split(" ", -1);
            if (line.key().equals("rename-command") && words.length == 2) {
                names.put(words[0].toUpperCase(Locale.ROOT), words[1]);
            }
        }
        return names;
    }

    /** Returns whether the program is to run as a Sentinel. */
    boolean isSentinel() {
        return last("sentinel").isPresent();
    }

    /** Returns whether the server is to be a node of a cluster. */
    boolean isCluster() {
        return last("cluster-enabled").map(value -> value.equals("yes")).orElse(false);
    }

    /** Returns whether other servers must reach this one at the address that clients use. */
    boolean hasPeers() {
        return isSentinel() || isCluster() || last("replica-announce-ip").isPresent();
    }

    /** Returns the file for a server with these facts; the user's lines replace the defaults of the same name. */
    String text(int port, String bind, String dir, boolean knowsDebugSwitch) {
        Map<String, String> lines = new LinkedHashMap<>(isSentinel() ? SENTINEL_DEFAULTS : DEFAULTS);
        lines.put("bind", bind);
        if (knowsDebugSwitch && !isSentinel()) {
            lines.put("enable-debug-command", "yes");
        }
        directives.forEach(line -> lines.remove(line.key()));
        StringBuilder text = new StringBuilder();
        append(text, "port", tls().isPresent() ? "0" : Integer.toString(port));
        tls().ifPresent(unused -> append(text, "tls-port", Integer.toString(port)));
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
