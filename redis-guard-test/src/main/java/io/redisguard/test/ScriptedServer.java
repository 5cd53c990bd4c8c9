package io.redisguard.test;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.Socket;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/**
 * A server that understands Redis commands and answers with the exact bytes a test prescribes.
 *
 * <p>Without a script it answers HELLO, AUTH, CLIENT, SELECT, PING and QUIT so that a client can connect, and
 * everything else with {@code -ERR unknown command}. Thread-safe; all threads are daemons.
 */
public final class ScriptedServer implements AutoCloseable {
    private final Acceptor acceptor = new Acceptor(0, this::welcome);
    private final Script script = new Script();
    private final List<Command> received = new CopyOnWriteArrayList<>();
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();

    private ScriptedServer() {}

    /**
     * A command that arrived.
     *
     * @param name the first word in upper case
     * @param args the words after it, read as UTF-8
     */
    public record Command(String name, List<String> args) {
        /** Copies the arguments. */
        public Command {
            args = List.copyOf(args);
        }

        private static Command of(List<String> words) {
            return new Command(words.get(0).toUpperCase(Locale.ROOT), words.subList(1, words.size()));
        }
    }

    /** Starts a server on a free port of the loopback interface. */
    public static ScriptedServer start() {
        ScriptedServer server = new ScriptedServer();
        server.acceptor.start();
        return server;
    }

    /** Returns the address to connect to. */
    public String host() {
        return Ports.loopback().getHostAddress();
    }

    /** Returns the port to connect to. */
    public int port() {
        return acceptor.port();
    }

    /** Returns {@code redis://host:port}. */
    public String uri() {
        return "redis://" + host() + ":" + port();
    }

    /** Answers a command with these bytes, line ends included; a later call for the same name replaces it. */
    @CanIgnoreReturnValue
    public ScriptedServer on(String commandName, byte[] rawReply) {
        byte[] reply = rawReply.clone();
        return on(commandName, args -> reply);
    }

    /** Answers a command with this text as UTF-8, line ends included, such as {@code "$2\r\nhi\r\n"}. */
    @CanIgnoreReturnValue
    public ScriptedServer on(String commandName, String rawReply) {
        return on(commandName, Script.bytes(rawReply));
    }

    /** Answers a command with what the function makes of its arguments; no bytes, no answer. */
    @CanIgnoreReturnValue
    public ScriptedServer on(String commandName, Function<List<String>, byte[]> reply) {
        script.on(commandName, reply);
        return this;
    }

    /** Reads a command and never answers it. */
    @CanIgnoreReturnValue
    public ScriptedServer silent(String commandName) {
        return on(commandName, args -> new byte[0]);
    }

    /** Cuts the next answer that was given with {@code on} after so many bytes and closes its connection; once. */
    @CanIgnoreReturnValue
    public ScriptedServer cutAfter(int bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("bytes is " + bytes + " but must be zero or more.");
        }
        script.cutAfter(bytes);
        return this;
    }

    /** Answers HELLO like a server before 6.0, which makes clients speak RESP2. */
    @CanIgnoreReturnValue
    public ScriptedServer resp2() {
        script.speakResp3(false);
        return this;
    }

    /** Answers HELLO 3 with a map, which is the default. */
    @CanIgnoreReturnValue
    public ScriptedServer resp3() {
        script.speakResp3(true);
        return this;
    }

    /** Returns a copy of all commands so far in the order of their arrival, those of the handshake included. */
    public List<Command> received() {
        return List.copyOf(received);
    }

    /** Returns how many connections are open now. */
    public int connections() {
        return connections.size();
    }

    /** Sends bytes to all connections, unasked, such as a push message. */
    public void sendRaw(byte[] bytes) {
        for (Socket connection : connections) {
            try {
                send(connection, bytes);
            } catch (IOException e) {
                end(connection);
            }
        }
    }

    /** Sends text as UTF-8 to all connections. */
    public void sendRaw(String text) {
        sendRaw(Script.bytes(text));
    }

    /** Closes all connections; new ones are welcome. */
    public void closeConnections() {
        List.copyOf(connections).forEach(this::end); // not those of clients that are back already
    }

    /** Closes the port and all connections. */
    @Override
    public void close() {
        acceptor.close();
        closeConnections();
    }

    private void welcome(Socket connection) {
        connections.add(connection);
        Thread thread = new Thread(() -> serve(connection), "redis-guard-test-scripted");
        thread.setDaemon(true);
        thread.start();
    }

    private void serve(Socket connection) {
        try (connection) {
            connection.setTcpNoDelay(true);
            CommandReader reader = new CommandReader(new BufferedInputStream(connection.getInputStream()));
            Optional<List<String>> words = reader.next();
            while (words.isPresent()) {
                Command command = Command.of(words.get());
                received.add(command);
                Chunk answer = script.answer(command);
                send(connection, answer.bytes());
                if (answer.isLast()) {
                    Sockets.finish(connection);
                    return;
                }
                words = reader.next();
            }
        } catch (IOException e) {
            return; // the peer or the test closed the socket
        } finally {
            connections.remove(connection);
        }
    }

    private static void send(Socket connection, byte[] bytes) throws IOException {
        synchronized (connection) {
            connection.getOutputStream().write(bytes);
        }
    }

    private void end(Socket connection) {
        connections.remove(connection);
        Sockets.close(connection);
    }
}
