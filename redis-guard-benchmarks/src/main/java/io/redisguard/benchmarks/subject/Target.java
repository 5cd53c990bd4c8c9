package io.redisguard.benchmarks.subject;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where to connect to.
 *
 * @param addresses {@code host:port} of the server, or of the primaries of a cluster
 * @param cluster whether it is a cluster
 * @param certificate PEM file with the certificate to trust, or {@code null} for no TLS
 */
public record Target(
        List<String> addresses, boolean cluster, @Nullable Path certificate) {
    /** Returns the addresses with the scheme that says whether there is TLS. */
    List<String> uris() {
        String scheme = certificate == null ? "redis://" : "rediss://";
        return addresses.stream().map(scheme::concat).toList();
    }
}
