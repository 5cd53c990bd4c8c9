package io.redisguard.test;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One connection that speaks the Redis protocol, one command at a time. */
final class RespConnection implements AutoCloseable {
    private final Socket socket;
    private final InputStream in;
    private final Charset charset;

    RespConnection(String host, int port, Duration timeout) throws IOException {
        this(host, port, timeout, StandardCharsets.UTF_8);
    }

    RespConnection(String host, int port, Duration timeout, Charset charset) throws IOException {
        this(new Socket(), host, port, timeout, charset);
    }

    /** Connects a socket that is not connected yet, for instance one with TLS. */
    RespConnection(Socket socket, String host, int port, Duration timeout, Charset charset) throws IOException {
        this.socket = socket;
        this.charset = charset;
        try {
            socket.setTcpNoDelay(true);
            socket.connect(new InetSocketAddress(host, port), (int) timeout.toMillis());
            socket.setSoTimeout((int) timeout.toMillis());
            in = new BufferedInputStream(socket.getInputStream());
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /**
     * Returns the reply as String, Long, Double, Boolean, List or null; an error reply comes back as {@link Failure}.
     */
    @Nullable
    Object call(String... command) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(ascii("*" + command.length + "\r\n"));
        for (String word : command) {
            byte[] bytes = word.getBytes(charset);
            out.writeBytes(ascii("$" + bytes.length + "\r\n"));
            out.writeBytes(bytes);
            out.writeBytes(ascii("\r\n"));
        }
        socket.getOutputStream().write(out.toByteArray());
        return read();
    }

    private @Nullable Object read() throws IOException {
        String line = line();
        String rest = line.substring(1);
        return switch (line.charAt(0)) {
            case '+', '(' -> rest;
            case '-' -> new Failure(rest);
            case ':' -> Long.valueOf(rest);
            case ',' -> Double.valueOf(rest);
            case '#' -> rest.equals("t");
            case '_' -> null;
            case '$' -> text(Integer.parseInt(rest));
            case '=' -> verbatim(text(Integer.parseInt(rest)));
            case '!' -> new Failure(String.valueOf(text(Integer.parseInt(rest))));
            case '*', '~', '>' -> list(Integer.parseInt(rest));
            case '%' -> list(2 * Integer.parseInt(rest));
            default -> throw new IOException("Not the Redis protocol: '" + line + "'");
        };
    }

    private @Nullable List<@Nullable Object> list(int size) throws IOException {
        if (size < 0) {
            return null;
        }
        List<@Nullable Object> items = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            Object item = read();
            items.add(item instanceof Failure failure ? failure.text() : item);
        }
        return Collections.unmodifiableList(items);
    }

    private @Nullable String text(int length) throws IOException {
        if (length < 0) {
            return null;
        }
        byte[] bytes = in.readNBytes(length + 2);
        if (bytes.length < length + 2) {
            throw new EOFException("The server closed the connection inside a reply.");
        }
        return new String(bytes, 0, length, charset);
    }

    private static @Nullable String verbatim(@Nullable String text) {
        return text == null ? null : text.substring("txt:".length());
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("The server closed the connection without a reply.");
            }
            if (b != '\r') {
                line.write(b);
            }
        }
        if (line.size() == 0) {
            throw new IOException("Not the Redis protocol: an empty line");
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    void closeQuietly() {
        Sockets.close(socket);
    }

    /** An error reply, such as {@code ERR unknown command}. */
    record Failure(String text) {}
}
