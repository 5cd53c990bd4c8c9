package io.redisguard.test;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse.ContainerState;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.exception.NotModifiedException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.images.RemoteDockerImage;
import org.testcontainers.utility.DockerImageName;

/**
 * A server in a container whose port is bound to one fixed port of this machine, so that it is the same after a
 * restart.
 */
final class DockerRuntime implements ServerRuntime {
    private static final int POLITE_STOP_SECONDS = 15;
    private static final Duration DEATH = Duration.ofSeconds(20);

    private final DockerClient docker = DockerClientFactory.instance().client();
    private final String image;
    private final ServerConfig config;
    private final String host;
    private final int port;
    private volatile @Nullable GenericContainer<?> container;

    DockerRuntime(String image, ServerConfig config, int port) {
        this.image = image;
        this.config = config;
        this.port = port;
        String named = DockerClientFactory.instance().dockerHostIpAddress();
        host = DockerEngine.isOnThisMachine(named) ? Ports.loopback().getHostAddress() : named;
    }

    /** Fetches the image if the engine does not have it. */
    static void fetch(String image) {
        try {
            String name = new RemoteDockerImage(DockerImageName.parse(image)).get();
            if (name.isEmpty()) {
                throw new IllegalStateException("the image " + image + " has no name");
            }
        } catch (RuntimeException e) {
            throw new IllegalStateException("the image " + image + " cannot be fetched: " + e.getMessage(), e);
        }
    }

    @Override
    public String host() {
        return host;
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public void start() {
        requireFreePort();
        GenericContainer<?> existing = container;
        if (existing != null) {
            docker.startContainerCmd(existing.getContainerId()).exec();
            return;
        }
        GenericContainer<?> fresh = DockerContainers.create(image, config, host, port);
        container = fresh;
        try {
            fresh.start();
        } catch (RuntimeException e) {
            String evidence = messages(e);
            throw new ServerStartException(
                    "The container of " + image + " on port " + port + " did not start: " + evidence, evidence, e);
        }
    }

    @Override
    public void stop() {
        if (isPaused()) {
            resume();
        }
        if (isRunning()) {
            try {
                docker.stopContainerCmd(id()).withTimeout(POLITE_STOP_SECONDS).exec();
            } catch (NotModifiedException e) {
                return; // it ended by itself
            }
        }
    }

    @Override
    public void kill() {
        if (isRunning()) {
            docker.killContainerCmd(id()).exec();
            if (!Patience.until(DEATH, () -> !isRunning())) {
                throw new IllegalStateException(
                        "Container %s outlived kill for %d s.".formatted(id(), DEATH.toSeconds()));
            }
        }
    }

    @Override
    public void pause() {
        docker.pauseContainerCmd(id()).exec();
    }

    @Override
    public void resume() {
        docker.unpauseContainerCmd(id()).exec();
    }

    @Override
    public boolean isRunning() {
        return state().map(ContainerState::getRunning).orElse(false);
    }

    @Override
    public boolean isPaused() {
        return state().map(ContainerState::getPaused).orElse(false);
    }

    @Override
    public void wipe() {
        remove();
    }

    @Override
    public OptionalLong pid() {
        return OptionalLong.empty();
    }

    @Override
    public String log() {
        GenericContainer<?> existing = container;
        return existing == null ? "" : existing.getLogs();
    }

    @Override
    public void remove() {
        GenericContainer<?> existing = container;
        container = null;
        if (existing != null) {
            existing.stop();
        }
    }

    /**
     * The engine refuses a taken port itself, but not on the network of the machine: there another server on it would
     * answer the first PING before ours has ended.
     */
    private void requireFreePort() {
        if (config.hasPeers() && !Ports.isFree(port)) {
            String what = "Port %d cannot be had for a container of %s: Address already in use".formatted(port, image);
            throw new ServerStartException(what, what, null);
        }
    }

    private String id() {
        GenericContainer<?> existing = container;
        if (existing == null) {
            throw new IllegalStateException("The server on port " + port + " has no container.");
        }
        return existing.getContainerId();
    }

    private Optional<ContainerState> state() {
        GenericContainer<?> existing = container;
        String id = existing == null ? null : existing.getContainerId();
        if (id == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(docker.inspectContainerCmd(id).exec().getState());
        } catch (NotFoundException e) {
            return Optional.empty();
        }
    }

    private static String messages(Throwable failure) {
        StringBuilder all = new StringBuilder();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            all.append(all.isEmpty() ? "" : ": ").append(cause.getMessage());
        }
        return all.toString();
    }
}
