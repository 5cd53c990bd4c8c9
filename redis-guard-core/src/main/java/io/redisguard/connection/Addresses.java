package io.redisguard.connection;

import io.lettuce.core.RedisURI;
import io.redisguard.connection.Deployment.Kind;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads addresses. One error names all problems; it never repeats any of the text, because a password can stand where
 * none is expected.
 */
final class Addresses {
    private static final Pattern HOST_NAME = Pattern.compile("[\\p{L}\\p{N}._-]+");
    private static final Pattern IPV6 = Pattern.compile("\\[?(?=.*::|([^:]*:){7}[^:]*$)[0-9a-fA-F:.]+(%\\w+)?]?");

    /** Scheme and user, hosts, and what stands behind them. */
    private static final Pattern PARTS = Pattern.compile("([A-Za-z+-]+://(?:[^/?#]*@)?)([^/?#@]*)([/?#].*)?");

    private static final Pattern SENTINELS = Pattern.compile("rediss?-sentinel://.*", Pattern.DOTALL);
    private static final Pattern MASTER = Pattern.compile("\\S+");
    private static final Pattern MASTER_IN_URI = Pattern.compile(".*(#|[?&;]sentinelMasterId=)[^&;#\\s]+.*");
    private static final Pattern WITH_PORT = Pattern.compile("(\\[[^\\]]*]|[^:]*):[^:]+");
    private static final int LAST_PORT = 65_535;
    private static final String FORM = "; expected redis://[user:password@]host[:port][/database], rediss:// for TLS,"
            + " several hosts for a cluster, or redis-sentinel://[user:password@]host[:port],...[/database]#master";
    private static final String ENCODING = ". In user and password, write '@' as %40, ':' as %3A, '/' as %2F,"
            + " '?' as %3F, '#' as %23 and '%' as %25.";

    private final List<String> problems = new ArrayList<>();

    private Addresses() {}

    static Deployment read(@Nullable String... uris) {
        String first = uris.length == 1 ? uris[0] : null;
        if (first != null && SENTINELS.matcher(first).matches()) {
            return new Addresses().sentinels(first);
        }
        return readServers(split(uris).size() > 1 ? Kind.CLUSTER : Kind.STANDALONE, uris);
    }

    static Deployment readServers(Kind kind, @Nullable String... uris) {
        Addresses addresses = new Addresses();
        List<@Nullable String> texts = split(uris);
        List<RedisURI> servers = addresses.servers("Server", texts);
        if (texts.isEmpty()) {
            addresses.problem("No server is named");
        }
        if (kind == Kind.CLUSTER) {
            addresses.checkSeeds(texts, servers);
        }
        addresses.require(servers, RedisURI::getDatabase, "The servers are asked for different databases");
        addresses.throwIfBroken();
        return new Deployment(kind, servers);
    }

    static Deployment readSentinels(@Nullable String masterName, @Nullable String... places) {
        Addresses addresses = new Addresses();
        if (masterName == null || !MASTER.matcher(masterName).matches()) {
            addresses.problem("The name of the master is empty or has blanks in it");
        }
        if (places.length == 0) {
            addresses.problem("No Sentinel is named");
        }
        List<RedisURI> sentinels = addresses.sentinelsAt(places);
        addresses.throwIfBroken();
        RedisURI.Builder uri = RedisURI.builder().withSentinelMasterId(Objects.requireNonNull(masterName));
        sentinels.forEach(uri::withSentinel);
        return new Deployment(Kind.SENTINEL, List.of(uri.build()));
    }

    static Deployment take(@Nullable RedisURI uri) {
        Addresses addresses = new Addresses();
        if (uri == null) {
            addresses.problem("The Redis URI is null");
            throw addresses.broken();
        }
        List<RedisURI> sentinels = uri.getSentinels();
        if (sentinels.isEmpty()) {
            addresses.check("The Redis URI", uri);
        } else {
            String master = uri.getSentinelMasterId();
            if (master == null || !MASTER.matcher(master).matches()) {
                addresses.problem("The Redis URI names no master");
            }
            for (int i = 0; i < sentinels.size(); i++) {
                addresses.check(subject("Sentinel", i, sentinels.size()), sentinels.get(i));
            }
            addresses.checkTogether(sentinels);
        }
        addresses.throwIfBroken();
        return new Deployment(sentinels.isEmpty() ? Kind.STANDALONE : Kind.SENTINEL, List.of(uri));
    }

    /** Takes lists of hosts apart: one URI for each, with the user and all else of the list. */
    private static List<@Nullable String> split(@Nullable String... uris) {
        List<@Nullable String> texts = new ArrayList<>();
        for (String uri : uris) {
            Matcher parts = PARTS.matcher(String.valueOf(uri));
            if (parts.matches() && parts.group(2).contains(",")) {
                String rest = Objects.requireNonNullElse(parts.group(3), "");
                for (String host : parts.group(2).split(",", -1)) {
                    texts.add(parts.group(1) + host + rest);
                }
            } else {
                texts.add(uri);
            }
        }
        return texts;
    }

    private Deployment sentinels(String text) {
        if (!MASTER_IN_URI.matcher(text).matches()) {
            problem("The Redis URI names no master");
        }
        Matcher parts = PARTS.matcher(text);
        if (parts.matches()) {
            sentinelsAt(parts.group(2).split(",", -1));
            // the rest for itself, so that its problems are named too
            server(
                    "The Redis URI",
                    "redis://" + parts.group(1).replaceFirst(".*?://", "") + "host"
                            + Objects.requireNonNullElse(parts.group(3), ""));
        }
        throwIfBroken();
        try {
            return new Deployment(Kind.SENTINEL, List.of(RedisURI.create(text)));
        } catch (RuntimeException unreadable) {
            // neither the text nor the cause: both may hold the password
            problem("The Redis URI is malformed or not supported");
            throw broken();
        }
    }

    private List<RedisURI> sentinelsAt(@Nullable String... places) {
        List<@Nullable String> texts = new ArrayList<>();
        for (String place : places) {
            boolean isPlace = place != null && place.chars().noneMatch(c -> "/?#@".indexOf(c) >= 0);
            String port = isPlace && !WITH_PORT.matcher(place).matches() ? ":" + RedisURI.DEFAULT_SENTINEL_PORT : "";
            texts.add(isPlace ? "redis://" + place + port : "");
        }
        return servers("Sentinel", texts);
    }

    /** Reads URIs of single servers; those that are no good are left out and noted. */
    private List<RedisURI> servers(String kind, List<@Nullable String> texts) {
        List<RedisURI> servers = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            RedisURI server = server(subject(kind, i, texts.size()), texts.get(i));
            if (server != null) {
                servers.add(server);
            }
        }
        checkTogether(servers);
        return servers;
    }

    private @Nullable RedisURI server(String subject, @Nullable String text) {
        if (text == null || text.isBlank()) {
            problem(subject + " is " + (text == null ? "null" : "empty"));
            return null;
        }
        RedisURI parsed;
        try {
            parsed = RedisURI.create(text);
            if (URI.create(text).getPort() == 0) {
                parsed.setPort(0); // Lettuce takes it for none
            }
        } catch (RuntimeException unreadable) {
            // neither the text nor the cause: both may hold the password
            problem(subject + " is malformed or not supported");
            return null;
        }
        if (!parsed.getSentinels().isEmpty()) {
            problem(subject + " names Sentinels, which must stand for themselves");
            return null;
        }
        check(subject, parsed);
        return parsed;
    }

    private void check(String subject, RedisURI uri) {
        if (uri.getSocket() != null) {
            return;
        }
        String host = uri.getHost();
        if (host == null || host.isBlank()) {
            problem(subject + " names no host");
        } else if (!HOST_NAME.matcher(host).matches() && !IPV6.matcher(host).matches()) {
            // an unencoded character in the password makes Lettuce take half of the password for the host
            problem(subject + " has no readable host and port");
        } else if (uri.getPort() < 1 || uri.getPort() > LAST_PORT) {
            problem(subject + " names a port that is not between 1 and " + LAST_PORT);
        }
    }

    private void checkTogether(List<RedisURI> servers) {
        Map<String, Integer> seen = new HashMap<>();
        for (RedisURI server : servers) {
            seen.merge(place(server), 1, Integer::sum);
        }
        if (seen.values().stream().anyMatch(times -> times > 1)) {
            problem("One of them is named twice");
        }
        require(servers, RedisURI::isSsl, "Some are reached with TLS and some without");
    }

    private static String place(RedisURI server) {
        String socket = server.getSocket();
        return socket != null ? socket : (server.getHost() + ":" + server.getPort()).toLowerCase(Locale.ROOT);
    }

    private void checkSeeds(List<@Nullable String> texts, List<RedisURI> seeds) {
        if (seeds.stream().anyMatch(seed -> seed.getDatabase() != 0)) {
            problem("A cluster has no database but 0");
        }
        if (seeds.stream().anyMatch(seed -> seed.getSocket() != null)) {
            problem("A cluster cannot be reached through a Unix socket");
        }
        require(texts, Addresses::user, "The seeds have different users or passwords");
    }

    private static String user(@Nullable String text) {
        Matcher parts = PARTS.matcher(String.valueOf(text));
        return parts.matches() ? parts.group(1).replaceFirst(".*?://", "") : "";
    }

    private <T extends @Nullable Object> void require(List<T> all, Function<T, ?> property, String otherwise) {
        if (all.stream().map(property).distinct().count() > 1) {
            problem(otherwise);
        }
    }

    private static String subject(String kind, int index, int count) {
        return count == 1 && kind.equals("Server") ? "The Redis URI" : kind + " " + (index + 1) + " of " + count;
    }

    private void problem(String what) {
        problems.add(what);
    }

    private void throwIfBroken() {
        if (!problems.isEmpty()) {
            throw broken();
        }
    }

    private IllegalArgumentException broken() {
        return new IllegalArgumentException(String.join("; ", problems) + FORM + ENCODING);
    }
}
