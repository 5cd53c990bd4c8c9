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

    /** Returns {@code redis://host:port}; the password is in it only if the server was given by an address with one. */
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
     * @throws IllegalStateException when the reply is an error, or none came within {@link ServerClient#ANSWER}
     */
    @CanIgnoreReturnValue
    public @Nullable Object execute(String... command) {
        return client.execute(command);
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
            execute("SAVE");
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

        /**
         * Starts a server and returns when it answers PING.
         *
         * @throws IllegalArgumentException naming all that is wrong with the options
         * @throws IllegalStateException when there is no source of servers or the server does not answer
         */
        public RedisServer start() {
            return ServerLauncher.launch(new ServerConfig(directives), port, source);
        }
    }
}
