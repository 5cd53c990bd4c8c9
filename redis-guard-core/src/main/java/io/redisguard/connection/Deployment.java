package io.redisguard.connection;

import io.lettuce.core.RedisURI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The servers that belong together, as their user has named them. It holds at least one server; credentials are in its
 * URIs, and never in its text.
 *
 * @param kind how they belong together
 * @param servers the server itself; one URI that names Sentinels; the primary and its replicas in any order; or the
 *     seeds of a cluster
 */
public record Deployment(Kind kind, List<RedisURI> servers) {
    /** How servers belong together. */
    public enum Kind {
        /** One server. */
        STANDALONE,
        /** A primary that Sentinels name. */
        SENTINEL,
        /** A primary and its replicas, all of them named; who is what is found out at run time. */
        REPLICATED,
        /** A cluster, of which some nodes are named. */
        CLUSTER
    }

    /** Keeps a copy of the list. */
    public Deployment {
        servers = List.copyOf(servers);
    }

    /**
     * Reads what {@code uri(…)} and {@code connect(…)} take: one server, Sentinels, or several seeds of a cluster.
     *
     * @throws IllegalArgumentException naming all that is wrong, and repeating none of it
     */
    public static Deployment of(@Nullable String... uris) {
        return Addresses.read(uris);
    }

    /**
     * Takes a URI of Lettuce: one server, or Sentinels.
     *
     * @throws IllegalArgumentException naming all that is wrong, and repeating none of it
     */
    public static Deployment of(@Nullable RedisURI uri) {
        return Addresses.take(uri);
    }

    /**
     * Reads the places of Sentinels, {@code host[:port]} each, that know the primary by a name.
     *
     * @throws IllegalArgumentException naming all that is wrong, and repeating none of it
     */
    public static Deployment sentinel(@Nullable String masterName, @Nullable String... hostsAndPorts) {
        return Addresses.readSentinels(masterName, hostsAndPorts);
    }

    /**
     * Reads the URIs of a primary and its replicas.
     *
     * @throws IllegalArgumentException naming all that is wrong, and repeating none of it
     */
    public static Deployment replicated(@Nullable String... uris) {
        return Addresses.readServers(Kind.REPLICATED, uris);
    }

    /**
     * Reads the URIs of some nodes of a cluster.
     *
     * @throws IllegalArgumentException naming all that is wrong, and repeating none of it
     */
    public static Deployment cluster(@Nullable String... seeds) {
        return Addresses.readServers(Kind.CLUSTER, seeds);
    }

    /** Tells whether connections are encrypted. */
    public boolean isTls() {
        return servers.get(0).isSsl();
    }

    /** Names the kind and how many servers are known, but no user. */
    @Override
    public String toString() {
        RedisURI first = servers.get(0);
        int named = kind == Kind.SENTINEL ? first.getSentinels().size() : servers.size();
        return "Deployment[kind=" + kind + ", named=" + named + ", tls=" + isTls() + "]";
    }
}
