package io.redisguard.test;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * A TCP proxy that does harm: it stands between clients and a server and breaks the connection in a chosen way.
 *
 * <p>Faults are switched while traffic flows, add up, apply to all connections and last until {@link #heal()}. Those
 * that count replies understand RESP2 and RESP3; push messages are no replies, the replies to a client's own HELLO and
 * CLIENT are; in RESP2 a published message looks like a reply and counts as one. When the server is down, a connection
 * is accepted and reset at once. Thread-safe; all threads are daemons.
 */
public final class FaultProxy implements AutoCloseable {
    private final String scheme;
    private final String serverHost;
    private final int serverPort;
    private final int port;
    private final ProxyFaults faults = new ProxyFaults();
    private final Set<ProxyLink> links = ConcurrentHashMap.newKeySet();
    private final ProxyLink.Traffic traffic = new ProxyLink.Traffic(new LongAdder(), new LongAdder());
    private final AtomicLong accepted = new AtomicLong();
    private @Nullable Acceptor acceptor;
    private boolean closed;

    private FaultProxy(String serverHost, int serverPort, String scheme) {
        this.scheme = scheme;
        this.serverHost = serverHost;
        this.serverPort = serverPort;
        port = listen(0);
    }

    /** Returns a proxy in front of a test server; closing it leaves the server as it is. */
    public static FaultProxy inFrontOf(RedisServer server) {
        return new FaultProxy(server.host(), server.port(), server.uri().replaceFirst("://.*", "://"));
    }

    /**
     * Returns a proxy in front of anything that speaks TCP; what is no RESP passes without faults that count replies.
     */
    public static FaultProxy inFrontOf(String host, int port) {
        return new FaultProxy(host, port, "redis://");
    }

    /** Returns the address to connect to. */
    public String host() {
        return Ports.loopback().getHostAddress();
    }

    /** Returns the port to connect to; it stays the same for the life of the proxy. */
    public int port() {
        return port;
    }

    /** Returns {@code redis://host:port}, or {@code rediss://host:port} in front of a server with TLS. */
    public String uri() {
        return scheme + host() + ":" + port();
    }

    /** Returns how many connections are open now. */
    public int connections() {
        return links.size();
    }

    /** Returns how many connections were accepted since the start. */
    public long accepted() {
        return accepted.get();
    }

    /** Returns how many bytes were passed on to the server since the start. */
    public long bytesToServer() {
        return traffic.toServer().sum();
    }

    /** Returns how many bytes were passed on to clients since the start. */
    public long bytesToClient() {
        return traffic.toClient().sum();
    }

    /** Every byte from the server reaches its client this much later; the stream is not slowed beyond that. */
    @CanIgnoreReturnValue
    public FaultProxy delayReplies(Duration delay) {
        require(!delay.isNegative(), "delay", delay, "zero or longer");
        faults.delay(delay);
        return this;
    }

    /**
     * Swallows one whole reply: the n-th that begins from now on, counted from 1 over all connections. The client waits
     * for it, or takes the next one for it. Calls add up, each with a count of its own.
     */
    @CanIgnoreReturnValue
    public FaultProxy dropReply(int n) {
        require(n >= 1, "n", n, "at least 1");
        faults.dropReply(n);
        return this;
    }

    /** Swallows each whole reply with this probability; the seed makes the choice repeatable. */
    @CanIgnoreReturnValue
    public FaultProxy dropReplies(double probability, long seed) {
        require(probability >= 0 && probability <= 1, "probability", probability, "between 0 and 1");
        faults.dropReplies(probability, seed);
        return this;
    }

    /**
     * Lets exactly so many bytes through, counted from the first byte of the next reply on any connection, then closes
     * that connection. Happens once.
     */
    @CanIgnoreReturnValue
    public FaultProxy cutReplyAfter(int bytes) {
        require(bytes >= 0, "bytes", bytes, "zero or more");
        faults.cut(bytes);
        return this;
    }

    /** Makes both directions a black hole, see {@link #blackHole(Direction)}. */
    @CanIgnoreReturnValue
    public FaultProxy blackHole() {
        return blackHole(Direction.TO_SERVER).blackHole(Direction.TO_CLIENT);
    }

    /**
     * Lets nothing through in one direction, not even the end of a connection. The bytes are held, not lost: TCP keeps
     * what it cannot deliver, so after {@link #heal()} they arrive late, also those of a client that gave up. Sockets
     * stay open and new ones are accepted.
     */
    @CanIgnoreReturnValue
    public FaultProxy blackHole(Direction direction) {
        faults.hold(direction);
        return this;
    }

    /** Resets all connections that are open now; client and server see "connection reset". New ones are fine. */
    @CanIgnoreReturnValue
    public FaultProxy reset() {
        List.copyOf(links).forEach(ProxyLink::reset); // a client that is back already has a new one
        return this;
    }

    /** Limits each direction of each connection to this speed. */
    @CanIgnoreReturnValue
    public FaultProxy throttle(int bytesPerSecond) {
        require(bytesPerSecond >= 1, "bytesPerSecond", bytesPerSecond, "at least 1");
        faults.throttle(bytesPerSecond);
        return this;
    }

    /** Refuses new connections, as a port where nothing listens does; open connections stay. */
    @CanIgnoreReturnValue
    public synchronized FaultProxy refuse() {
        stopListening();
        return this;
    }

    /** Ends all faults; held and delayed bytes go out at once. */
    @CanIgnoreReturnValue
    public synchronized FaultProxy heal() {
        faults.heal();
        if (acceptor == null && !closed) {
            listen(port);
        }
        return this;
    }

    /** Closes the port and all connections. */
    @Override
    public synchronized void close() {
        closed = true;
        stopListening();
        links.forEach(ProxyLink::end);
    }

    private synchronized int listen(int wanted) {
        Acceptor fresh = new Acceptor(wanted, this::admit);
        acceptor = fresh;
        fresh.start();
        return fresh.port();
    }

    private void admit(Socket client) {
        ProxyLink link = new ProxyLink(client, faults, traffic, links::remove);
        links.add(link); // first, so that a connection that is counted can be reset
        accepted.incrementAndGet();
        link.start(serverHost, serverPort);
    }

    private void stopListening() {
        Acceptor current = acceptor;
        acceptor = null;
        if (current != null) {
            current.close();
        }
    }

    private static void require(boolean holds, String name, Object value, String range) {
        if (!holds) {
            throw new IllegalArgumentException("%s is %s but must be %s.".formatted(name, value, range));
        }
    }
}
