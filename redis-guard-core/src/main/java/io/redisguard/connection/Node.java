package io.redisguard.connection;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.lettuce.core.RedisURI;
import io.redisguard.command.CommandCall;
import io.redisguard.command.ConnectionRole;
import io.redisguard.lettuce.GuardedConnection;
import io.redisguard.lettuce.GuardedRedisClient;
import io.redisguard.lettuce.Questions;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One server and the connections to it. Compared by identity; there is one for each address. Thread-safe. */
final class Node {
    private final String name;
    private final RedisURI uri;
    private final GuardedRedisClient client;
    private final ConnectionOptions options;
    private final Pools pools;
    private final Owner owner;
    private final SharedLink link;
    private @Nullable SharedLink reader; // guarded by this
    private @Nullable ExclusivePool exclusive; // guarded by this
    private @Nullable Pool<GuardedConnection<byte[], byte[]>> blocking; // guarded by this
    private boolean closed; // guarded by this

    Node(GuardedRedisClient client, ConnectionOptions options, Pools pools, RedisURI uri, Owner owner) {
        this.name = GuardedRedisClient.nameOf(uri);
        this.uri = uri;
        this.client = client;
        this.options = options;
        this.pools = pools;
        this.owner = owner;
        this.link = new SharedLink(client, options, uri, false, owner::doubt, owner::called);
    }

    /** Returns {@code host:port} of the server, or its socket. */
    String name() {
        return name;
    }

    RedisURI uri() {
        return uri;
    }

    /** Begins to connect, unless that was begun before. */
    @CanIgnoreReturnValue
    CompletableFuture<GuardedConnection<byte[], byte[]>> start() {
        return link.start();
    }

    /** Returns the connection that everybody shares. */
    SharedLink link() {
        return link;
    }

    /** Returns the connection for reads from a replica in a cluster, which begins to connect when first asked for. */
    synchronized SharedLink reader() {
        SharedLink known = reader;
        if (known == null) {
            known = new SharedLink(client, options, uri, true, () -> {}, call -> {});
            reader = known;
            if (closed) {
                known.retire();
            } else {
                known.start();
            }
        }
        return known;
    }

    /** Returns the connections that are lent to blocks of code. */
    synchronized ExclusivePool exclusive() {
        ExclusivePool known = exclusive;
        if (known == null) {
            known = pools.exclusive(name, uri.getDatabase(), this::openExclusive);
            exclusive = known;
            if (closed) {
                known.closeToNewCalls();
            }
        }
        return known;
    }

    private CompletionStage<GuardedConnection<byte[], byte[]>> openExclusive() {
        return client.open(ConnectionRole.EXCLUSIVE, uri).thenApply(opened -> {
            opened.onTrouble(owner::doubt);
            opened.onMoved(answer -> owner.moved(this, answer));
            opened.onCall(owner::called);
            return opened;
        });
    }

    /** Returns the connections that are lent to calls that wait on the server. */
    synchronized Pool<GuardedConnection<byte[], byte[]>> blocking() {
        Pool<GuardedConnection<byte[], byte[]>> known = blocking;
        if (known == null) {
            known = pools.pool(
                    ConnectionRole.BLOCKING, options.blocking(), name, uri.getDatabase(), this::openBlocking);
            blocking = known;
            if (closed) {
                known.closeToNewBorrowers();
            }
        }
        return known;
    }

    private CompletionStage<GuardedConnection<byte[], byte[]>> openBlocking() {
        return client.open(ConnectionRole.BLOCKING, uri).thenApply(opened -> {
            opened.onTrouble(owner::doubt);
            return opened;
        });
    }

    /** Lends nothing any more; those who wait are told. */
    synchronized void closeToNewCalls() {
        closed = true;
        if (exclusive != null) {
            exclusive.closeToNewCalls();
        }
        if (blocking != null) {
            blocking.closeToNewBorrowers();
        }
    }

    /** Tells whether a block of code or a call has a connection for itself. */
    synchronized boolean isLent() {
        return (exclusive != null && exclusive.isLent()) || (blocking != null && blocking.isLent());
    }

    /** Asks the server something on behalf of the guard itself. */
    <T> CompletableFuture<T> ask(Duration limit, Function<Questions, CompletableFuture<T>> question) {
        GuardedConnection<byte[], byte[]> connection = link.connectionIfMade();
        return connection == null || !connection.isOpen()
                ? CompletableFuture.failedFuture(new IllegalStateException("no link to " + name))
                : question.apply(new Questions(connection, limit));
    }

    synchronized int inFlight() {
        return link.inFlight() + (reader == null ? 0 : reader.inFlight());
    }

    /** Closes all connections; calls still under way end as closed. */
    @CanIgnoreReturnValue
    synchronized CompletableFuture<Void> close() {
        closePools();
        CompletableFuture<Void> closing = link.close();
        return reader == null ? closing : CompletableFuture.allOf(closing, reader.close());
    }

    /** Ends the calls that wait on the server as lost: what they wait for goes to another one. */
    void endWaiting() {
        Pool<GuardedConnection<byte[], byte[]>> known;
        synchronized (this) {
            known = blocking;
        }
        if (known != null) {
            known.forEachLent(connection -> connection.endWaiting(name + " has stopped being a primary"));
        }
    }

    /** Closes the connections of a server that plays no part any more; its calls go elsewhere. */
    synchronized void retire() {
        closed = true;
        if (exclusive != null) {
            exclusive.retire();
        }
        if (blocking != null) {
            blocking.retire();
            endWaiting();
        }
        link.retire();
        if (reader != null) {
            reader.retire();
        }
    }

    private void closePools() {
        closeToNewCalls();
        if (exclusive != null) {
            exclusive.close();
        }
        if (blocking != null) {
            blocking.close();
        }
    }

    /** Hears of what concerns all nodes. Must return at once. */
    interface Owner {
        /** It looks as if the server had got another part to play. */
        void doubt();

        /** The server has told a block of code that another one has a slot; nobody follows its answer. */
        void moved(Node asked, String answer);

        /** A call is made on a connection to this very server. */
        void called(CommandCall call);
    }

    @Override
    public String toString() {
        return name;
    }
}
