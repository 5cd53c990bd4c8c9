package io.redisguard.test;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Chooses free ports on the loopback interface.
 *
 * <p>They lie below the range from which systems take the local ports of outgoing connections. A port from that range
 * could be taken while its server is down, even by the very client that tries to reconnect to it.
 */
final class Ports {
    private static final int FIRST = 15_000;
    private static final int COUNT = 7_000;
    private static final int BUS_DISTANCE = 10_000;
    private static final int ATTEMPTS = 200;
    private static final int BACKLOG = 1_024;

    private Ports() {}

    static int free() {
        try (ServerSocket socket = listen(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException("No free port between %d and %d.".formatted(FIRST, FIRST + COUNT - 1), e);
        }
    }

    /** Returns a free port for a node of a cluster: the port of the cluster's own traffic is free too. */
    static int freeWithBus() {
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            int port = free();
            if (isFree(busOf(port))) {
                return port;
            }
        }
        throw new IllegalStateException(
                "No free pair of ports between %d and %d, %d apart.".formatted(FIRST, FIRST + COUNT - 1, BUS_DISTANCE));
    }

    /** Returns the port at which the node with this port talks to the others of its cluster. */
    static int busOf(int port) {
        return port + BUS_DISTANCE;
    }

    static boolean isFree(int port) {
        try (ServerSocket socket = bind(port)) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    /** Listens on the port; 0 stands for a free one. */
    static ServerSocket listen(int port) throws IOException {
        if (port != 0) {
            return bind(port);
        }
        for (int attempt = 1; ; attempt++) {
            try {
                return bind(FIRST + ThreadLocalRandom.current().nextInt(COUNT));
            } catch (IOException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    static InetAddress loopback() {
        try {
            return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        } catch (IOException e) {
            throw new IllegalStateException("127.0.0.1 was refused as an address.", e);
        }
    }

    private static ServerSocket bind(int port) throws IOException {
        ServerSocket socket = new ServerSocket();
        try {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(loopback(), port), BACKLOG);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }
}
