package io.redisguard.test;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's connection through a proxy: a thread for the commands, one that reads replies, and one that writes them,
 * so that a delayed reply does not hold up the arrival of the next.
 */
final class ProxyLink {
    private static final Logger log = LoggerFactory.getLogger(ProxyLink.class);
    private static final Duration LINGER = Duration.ofSeconds(5);
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final int BUFFER = 16 * 1024;
    private static final int CHUNKS_IN_FLIGHT = 256;
    private static final int SLICES_PER_SECOND = 50;

    private final Socket client;
    private final Socket server = new Socket();
    private final ProxyFaults faults;
    private final Traffic traffic;
    private final Consumer<ProxyLink> whenEnded;
    private final BlockingQueue<Arrival> replies = new ArrayBlockingQueue<>(CHUNKS_IN_FLIGHT);
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean serverGone;
    private volatile boolean clientGone;

    ProxyLink(Socket client, ProxyFaults faults, Traffic traffic, Consumer<ProxyLink> whenEnded) {
        this.client = client;
        this.faults = faults;
        this.traffic = traffic;
        this.whenEnded = whenEnded;
    }

    /**
     * Counts the bytes of all links of a proxy.
     *
     * @param toServer bytes of commands passed on
     * @param toClient bytes of replies passed on
     */
    record Traffic(LongAdder toServer, LongAdder toClient) {}

    /** When a chunk of reply arrived. */
    private record Arrival(Chunk chunk, long nanos) {}

    @FunctionalInterface
    private interface Pump {
        void run() throws IOException, InterruptedException;
    }

    void start(String host, int port) {
        thread("connect", () -> {
            faults.awaitOpen(Direction.TO_SERVER, this::isEnded);
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            try {
                server.connect(new InetSocketAddress(host, port), (int) CONNECT.toMillis());
            } catch (IOException e) {
                reset();
                return;
            }
            thread("reply-reader", this::readReplies);
            thread("reply-writer", this::writeReplies);
            passCommands();
        });
    }

    /** Closes both sides so that the peers see a reset. */
    void reset() {
        Sockets.reset(client);
        Sockets.reset(server);
        end();
    }

    void end() {
        ended.countDown();
        Sockets.close(client);
        Sockets.close(server);
        replies.clear();
        replies.offer(new Arrival(Chunk.END, System.nanoTime()));
        faults.wake();
        whenEnded.accept(this);
    }

    private void passCommands() throws IOException, InterruptedException {
        byte[] buffer = new byte[BUFFER];
        int n = client.getInputStream().read(buffer);
        while (n >= 0) {
            faults.awaitOpen(Direction.TO_SERVER, this::isEnded);
            if (!serverGone) {
                passCommand(buffer, n);
            }
            n = client.getInputStream().read(buffer);
        }
        faults.awaitOpen(Direction.TO_SERVER, this::isEnded);
        clientGone = true;
        if (serverGone) {
            end();
        } else {
            server.shutdownOutput();
        }
    }

    private void passCommand(byte[] bytes, int length) throws InterruptedException {
        try {
            write(server.getOutputStream(), bytes, length, traffic.toServer());
        } catch (IOException e) {
            serverGone = true; // the reply side notices too and ends the link after the last reply
        }
    }

    private void readReplies() throws IOException, InterruptedException {
        byte[] buffer = new byte[BUFFER];
        ReplyFilter filter = new ReplyFilter(faults);
        boolean last = false;
        while (!last) {
            int n = readReply(buffer);
            Chunk passed = filter.apply(buffer, Math.max(0, n));
            last = n < 0 || passed.isLast();
            replies.put(new Arrival(last ? new Chunk(passed.bytes(), true) : passed, System.nanoTime()));
        }
    }

    private int readReply(byte[] buffer) throws InterruptedException {
        try {
            faults.awaitOpen(Direction.TO_CLIENT, this::isEnded);
            return server.getInputStream().read(buffer);
        } catch (IOException e) {
            return -1; // a killed server ends the stream like a closed one
        }
    }

    private void writeReplies() throws IOException, InterruptedException {
        OutputStream out = client.getOutputStream();
        boolean last = false;
        while (!last) {
            Arrival arrival = replies.take();
            Chunk chunk = arrival.chunk();
            faults.awaitDue(arrival.nanos(), this::isEnded);
            faults.awaitOpen(Direction.TO_CLIENT, this::isEnded);
            write(out, chunk.bytes(), chunk.bytes().length, traffic.toClient());
            last = chunk.isLast();
        }
        serverGone = true;
        Sockets.close(server);
        // a plain close resets the connection when the client has sent more, and that destroys replies it has not read
        client.shutdownOutput();
        if (!clientGone && !ended.await(LINGER.toMillis(), TimeUnit.MILLISECONDS)) {
            log.debug("A client kept its half of a closed connection open for {}", LINGER);
        }
        end();
    }

    private boolean isEnded() {
        return ended.getCount() == 0;
    }

    private void write(OutputStream out, byte[] bytes, int length, LongAdder counter)
            throws IOException, InterruptedException {
        int sent = 0;
        while (sent < length) {
            int speed = faults.bytesPerSecond();
            int slice = speed == 0 ? length - sent : Math.min(length - sent, Math.max(1, speed / SLICES_PER_SECOND));
            out.write(bytes, sent, slice);
            counter.add(slice);
            sent += slice;
            faults.pace(slice, this::isEnded);
        }
    }

    private void thread(String name, Pump pump) {
        Thread thread = new Thread(() -> run(pump), "redis-guard-test-proxy-" + name);
        thread.setDaemon(true);
        thread.start();
    }

    private void run(Pump pump) {
        try {
            pump.run();
        } catch (IOException e) {
            end();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            end();
        }
    }
}
