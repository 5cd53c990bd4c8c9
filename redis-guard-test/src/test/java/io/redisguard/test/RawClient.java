package io.redisguard.test;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A socket that sends commands and shows the exact bytes that come back. */
final class RawClient implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Socket socket = new Socket();

    RawClient(String host, int port) throws IOException {
        socket.setTcpNoDelay(true);
        socket.connect(new InetSocketAddress(host, port), (int) PATIENCE.toMillis());
        socket.setSoTimeout((int) PATIENCE.toMillis());
    }

    static RawClient of(RedisServer server) throws IOException {
        return new RawClient(server.host(), server.port());
    }

    static RawClient of(FaultProxy proxy) throws IOException {
        return new RawClient(proxy.host(), proxy.port());
    }

    static RawClient of(ScriptedServer server) throws IOException {
        return new RawClient(server.host(), server.port());
    }

    /** Sends words as one inline command. */
    void send(String inline) throws IOException {
        sendRaw(inline + "\r\n");
    }

    void sendRaw(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Returns what comes within the usual patience, exactly as many bytes as expected or fewer at the end. */
    String read(int bytes) throws IOException {
        return new String(socket.getInputStream().readNBytes(bytes), StandardCharsets.UTF_8);
    }

    String ask(String inline, int replyBytes) throws IOException {
        send(inline);
        return read(replyBytes);
    }

    String readToEnd() throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    boolean staysSilentFor(Duration duration) throws IOException {
        socket.setSoTimeout((int) duration.toMillis());
        try {
            return socket.getInputStream().read() == Integer.MIN_VALUE;
        } catch (SocketTimeoutException e) {
            return true;
        } finally {
            socket.setSoTimeout((int) PATIENCE.toMillis());
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
