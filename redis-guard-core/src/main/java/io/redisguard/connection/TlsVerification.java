package io.redisguard.connection;

/** How the certificate of a server is verified. */
public enum TlsVerification {
    /** It is signed by a trusted authority and names the host that was connected to. */
    FULL,
    /** It is signed by a trusted authority; it may name any host, so whoever has another one can pose as the server. */
    CA,
    /** Not at all: anybody can pose as the server. Only {@link SecurityOptions.Builder#trustAnyServer()} sets it. */
    NONE
}
