package io.redisguard.test;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Asks in a moment whether a Docker engine listens. Testcontainers finds out too, but takes seconds to find none. */
final class DockerEngine {
    private static final Duration ANSWER = Duration.ofSeconds(2);

    private DockerEngine() {}

    /**
     * Returns when an engine listens at one of the usual places.
     *
     * @throws IllegalStateException when none does, with the places asked
     */
    static void requireAnswer() {
        List<String> places = places(Optional.ofNullable(System.getenv("DOCKER_HOST")));
        if (places.stream().noneMatch(DockerEngine::listens)) {
            throw new IllegalStateException("no Docker engine answers at " + String.join(", ", places));
        }
    }

    /**
     * Returns whether an engine's address is one of this machine. In a container Testcontainers takes the gateway for
     * the engine's address, even when the engine runs in the same container.
     */
    static boolean isOnThisMachine(String host) {
        try {
            return NetworkInterface.getByInetAddress(InetAddress.getByName(host)) != null;
        } catch (IOException e) {
            return false;
        }
    }

    static List<String> places(Optional<String> dockerHost) {
        if (dockerHost.isPresent()) {
            return List.of(dockerHost.get());
        }
        List<String> places = new ArrayList<>();
        places.add("unix:///var/run/docker.sock");
        Optional.ofNullable(System.getenv("XDG_RUNTIME_DIR"))
                .ifPresent(folder -> places.add("unix://" + folder + "/docker.sock"));
        places.add("unix://" + System.getProperty("user.home") + "/.docker/run/docker.sock");
        places.add("npipe:////./pipe/docker_engine");
        return places;
    }

    static boolean listens(String place) {
        try {
            URI uri = URI.create(place);
            return switch (String.valueOf(uri.getScheme())) {
                case "unix" -> listensOn(Path.of(uri.getPath()));
                case "npipe" -> Files.exists(Path.of(uri.getSchemeSpecificPart().substring(2)));
                default -> listensOn(uri.getHost(), uri.getPort());
            };
        } catch (IOException | IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean listensOn(Path socket) throws IOException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            return channel.connect(UnixDomainSocketAddress.of(socket));
        } catch (UnsupportedOperationException e) {
            return false;
        }
    }

    private static boolean listensOn(String host, int port) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), (int) ANSWER.toMillis());
            return true;
        }
    }
}
