package io.redisguard.test;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;

/** Ways to end a connection. */
final class Sockets {
    private static final Duration LINGER = Duration.ofSeconds(5);
    private static final int BUFFER = 4 * 1024;

    private Sockets() {}

    /**
     * Ends a connection so that the peer gets every byte sent before. A plain close resets the connection when the peer
     * has sent more, and a reset destroys what the peer has not read yet.
     */
    static void finish(Socket socket) throws IOException {
        try (socket) {
            socket.shutdownOutput();
            socket.setSoTimeout((int) LINGER.toMillis());
            byte[] ignored = new byte[BUFFER];
            int n = 0;
            while (n >= 0) {
                n = socket.getInputStream().read(ignored);
            }
        }
    }

    /** Ends a connection so that the peer sees a reset. */
    static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
        } catch (IOException e) {
            return; // closed already
        }
        close(socket);
    }

    static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            return; // nothing left to close
        }
    }
}
