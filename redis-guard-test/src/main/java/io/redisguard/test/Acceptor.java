package io.redisguard.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.function.Consumer;

/** A port that listens, with the thread that hands on who connects. */
final class Acceptor implements AutoCloseable {
    private final ServerSocket listener;
    private final Consumer<Socket> guests;
    private final Thread thread = new Thread(this::accept, "redis-guard-test-accept");
    private volatile boolean closed;

    /** Listens on the port; 0 stands for a free one. */
    Acceptor(int port, Consumer<Socket> guests) {
        this.guests = guests;
        try {
            listener = Ports.listen(port);
        } catch (IOException e) {
            throw new UncheckedIOException("Port " + port + " cannot be listened on.", e);
        }
    }

    void start() {
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return listener.getLocalPort();
    }

    private void accept() {
        while (!closed) {
            try {
                Socket guest = listener.accept();
                if (closed) {
                    Sockets.reset(guest);
                } else {
                    guests.accept(guest);
                }
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    /**
     * Returns when connecting is refused. Closing the socket alone is too early: while the thread is still inside the
     * system's accept, the system goes on to accept.
     */
    @Override
    public void close() {
        closed = true;
        try {
            listener.close();
            thread.join();
        } catch (IOException e) {
            throw new UncheckedIOException("Port " + port() + " cannot be closed.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
