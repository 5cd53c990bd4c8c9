package io.redisguard.test;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A real Redis or Valkey server for tests, and the faults that can be done to it.
 *
 * <p>The server comes from the first source that works (see {@link ServerSource}); {@code REDIS_GUARD_TEST_SERVER}
 * prescribes one. It listens on the loopback interface, has no snapshots and writes an append-only file, so that
 * {@link #restart()} keeps every acknowledged write even after {@link #kill()}.
 *
 * <p>Thread-safe: faults run one after the other. A server nobody closed ends with the JVM.
 */
public final class RedisServer implements AutoCloseable {
    private final ServerChoice choice;
    private final ServerConfig config;
    private final ServerRuntime runtime;
    private final ServerClient client;
    private @Nullable ServerVersion version;
    private @Nullable ServerVersion compatibleVersion;
    private boolean closed;

    RedisServer(ServerChoice choice, ServerConfig config, ServerRuntime runtime, ServerClient client) {
        this.choice = choice;
        this.config = config;
        this.runtime = runtime;
        this.client = client;
    }

    /**
     * Starts a server with the defaults.
     *
     * @throws IllegalStateException when there is no source of servers or the server does not answer
     */
    public static RedisServer start() {
        return builder().start();
    }

    /** Returns a builder with the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns the address to connect to. */
    public String host() {
        return runtime.host();
    }

    /** Returns the port; it stays the same for the life of this object. */
    public int port() {
        return runtime.port();
    }

    /**
     * Returns {@code redis://host:port}, or {@code rediss://host:port} with TLS; the password is in it only if the
     * server was given by an address with one.
     */
    public String uri() {
        return client.uri();
    }

    /** Returns what the server says it is. */
    public synchronized ServerVersion version() {
        ServerVersion known = version;
        if (known == null) {
            known = ServerVersion.parse(client.info());
            version = known;
        }
        return known;
    }

    /** Returns the Redis version whose commands the server promises: its own, or 7.2 for a Valkey 8. */
    public synchronized ServerVersion compatibleVersion() {
        ServerVersion known = compatibleVersion;
        if (known == null) {
            known = ServerVersion.parseCompatible(client.info());
            compatibleVersion = known;
        }
        return known;
    }

    /** Returns where the server comes from. */
    public ServerSource source() {
        return choice.source();
    }

    /** Returns the process id; empty when the server does not run or is no process of this machine. */
    public OptionalLong pid() {
        return runtime.pid();
    }

    /**
     * Sends one command on a connection of its own and returns the reply as String, Long, Double, Boolean, List or
     * null.
     *
     * @throws IllegalStateException when the reply is an error
     * @throws java.io.UncheckedIOException when the server is not there, or no reply came within 15 s
     */
    @CanIgnoreReturnValue
    public @Nullable Object execute(String... command) {
        return client.execute(command);
    }

    /** Sends a command of the library itself, which finds commands that were renamed. */
    @CanIgnoreReturnValue
    @Nullable
    Object admin(String... command) {
        String[] renamed = command.clone();
        renamed[0] = nameOf(command[0]);
        return client.execute(renamed);
    }

    /** Returns the name under which the server knows a command. */
    String nameOf(String command) {
        return config.nameOf(command);
    }

    /**
     * Ends the server as {@code kill -9} does.
     *
     * @throws UnsupportedOperationException when the server was given by its address
     */
    public synchronized void kill() {
        requireOpen();
        runtime.kill();
    }

    /**
     * Freezes the server: connections stay open and new ones are accepted by the system, but nothing is answered.
     *
     * @throws UnsupportedOperationException when the server was given by its address
     */
    public synchronized void pause() {
        requireOpen();
        runtime.pause();
    }

    /** Ends {@link #pause()} and returns when the server answers; does nothing to a server that is not paused. */
    public synchronized void resume() {
        requireOpen();
        if (runtime.isPaused()) {
            runtime.resume();
            awaitReady("after resume");
        }
    }

    /**
     * Ends the server if it runs and starts it on the same port with the same data.
     *
     * <p>Kept is every write that was acknowledged, also after {@link #kill()}. With {@code config("appendonly", "no")}
     * the data is saved before the server ends, so what {@link #kill()} destroyed stays lost.
     *
     * @throws UnsupportedOperationException when the server was given by its address
     */
    public synchronized void restart() {
        requireOpen();
        if (config.keepsNoLog() && runtime.isRunning() && !runtime.isPaused()) {
            admin("SAVE");
        }
        runtime.stop();
        runtime.start();
        awaitReady("after restart");
    }

    /**
     * Ends the server if it runs and starts it on the same port without data.
     *
     * @throws UnsupportedOperationException when the server was given by its address
     */
    public synchronized void restartEmpty() {
        requireOpen();
        runtime.kill();
        runtime.wipe();
        runtime.start();
        awaitReady("after restartEmpty");
    }

    /** Returns whether the server process lives, be it paused or not. */
    public synchronized boolean isRunning() {
        return !closed && runtime.isRunning();
    }

    /** Returns whether the server is frozen by {@link #pause()}. */
    public synchronized boolean isPaused() {
        return !closed && runtime.isPaused();
    }

    /** Ends the server and deletes its data; a server given by its address stays as it is. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            runtime.remove();
            ShutdownHook.forget(runtime);
        }
    }

    /** Returns source and address. */
    @Override
    public String toString() {
        return choice.label() + " at " + host() + ":" + port();
    }

    /** Returns whether the server can be expected to answer at once. */
    synchronized boolean isResponsive() {
        return !closed && runtime.isRunning() && !runtime.isPaused();
    }

    /** Makes a server that was killed or paused answer again, with its data. */
    synchronized void revive() {
        if (runtime.isPaused()) {
            resume();
        } else if (!runtime.isRunning()) {
            restart();
        }
    }

    /** Returns the place and the login for connections of one's own. */
    ServerClient client() {
        return client;
    }

    void awaitReady(String moment) {
        ServerReadiness.await(runtime, client, choice.label(), moment);
    }

    /** Returns source and version; without the version when users and rights keep it secret. */
    String label() {
        try {
            ServerVersion known = version();
            return "%s %d.%d.%d".formatted(choice.label(), known.major(), known.minor(), known.patch());
        } catch (IllegalStateException e) {
            return choice.label();
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("The server on port " + port() + " is closed.");
        }
    }

    /** Collects what a server should be like; every call replaces or adds to the earlier ones. */
    public static final class Builder {
        private final List<ServerConfig.Directive> directives = new ArrayList<>();
        private int port;
        private @Nullable ServerSource source;
        private @Nullable ManagedService service;

        private Builder() {}

        /**
         * Adds a line of redis.conf; the value is written as it stands and may hold several words. A directive may be
         * given again, as in {@code save}; the library's own default for it is left out.
         */
        @CanIgnoreReturnValue
        public Builder config(String key, String value) {
            directives.add(new ServerConfig.Directive(key, value));
            return this;
        }

        /**
         * Adds an ACL user; the one named {@code default} stays as it is.
         *
         * @param rules what the user may do, for instance {@code ~* +@all}
         * @throws IllegalArgumentException when there are blanks in the name or the password
         */
        @CanIgnoreReturnValue
        public Builder user(String name, String password, String rules) {
            if (!name.matches("\\S+") || !password.matches("\\S+")) {
                throw new IllegalArgumentException("The user's name or password is empty or has blanks in it.");
            }
            return config("user", name + " on >" + password + " " + rules);
        }

        /** Lets the server speak TLS only, as itself; clients need no certificate. */
        @CanIgnoreReturnValue
        public Builder tls(TestCertificates certificates) {
            return tls(certificates, certificates.server());
        }

        /** Lets the server speak TLS only, with this certificate; clients need none. */
        @CanIgnoreReturnValue
        public Builder tls(TestCertificates certificates, TestCertificates.Identity identity) {
            return tls(certificates, identity, "no");
        }

        /** Lets the server speak TLS only, as itself, with clients that have a certificate of the same authority. */
        @CanIgnoreReturnValue
        public Builder mutualTls(TestCertificates certificates) {
            return tls(certificates, certificates.server(), "yes");
        }

        private Builder tls(TestCertificates certificates, TestCertificates.Identity identity, String authClients) {
            directives.removeIf(line -> line.key().startsWith("tls-"));
            return config("tls-cert-file", identity.certificate().toString())
                    .config("tls-key-file", identity.key().toString())
                    .config("tls-ca-cert-file", certificates.authority().toString())
                    .config("tls-auth-clients", authClients);
        }

        /** Sets the port; 0, the default, takes a free one below the range of outgoing connections. */
        @CanIgnoreReturnValue
        public Builder port(int wanted) {
            port = wanted;
            return this;
        }

        /** Prescribes a source, whatever else the environment says. */
        @CanIgnoreReturnValue
        public Builder source(ServerSource wanted) {
            source = wanted;
            return this;
        }

        /** Makes the server deny what a hosted one denies; calling it again replaces the service. */
        @CanIgnoreReturnValue
        public Builder managedAs(ManagedService wanted) {
            service = wanted;
            return this;
        }

        /** Returns the lines so far. */
        ServerConfig config() {
            List<ServerConfig.Directive> lines = new ArrayList<>(directives);
            if (service != null) {
                String login = new ServerConfig(directives)
                        .password()
                        .map(password -> ">" + password)
                        .orElse("nopass");
                lines.addAll(service.directives(login));
            }
            return new ServerConfig(lines);
        }

        /**
         * Starts a server and returns when it answers PING.
         *
         * @throws IllegalArgumentException naming all that is wrong with the options
         * @throws IllegalStateException when there is no source of servers or the server does not answer
         */
        public RedisServer start() {
            return ServerLauncher.launch(config(), port, source);
        }
    }
}
