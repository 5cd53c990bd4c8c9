package io.redisguard.test;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports.Binding;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.startupcheck.StartupCheckStrategy;
import org.testcontainers.containers.wait.strategy.AbstractWaitStrategy;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.utility.DockerImageName;
import org.testcontainers.utility.MountableFile;

/** Describes containers for Redis and Valkey images. */
final class DockerContainers {
    private static final int INNER_PORT = 6379;
    private static final String CONFIG = "/etc/redis-guard-test.conf";

    /** Inside the container's own layer: it outlives a restart of the container and goes with the container. */
    private static final String DATA = "/tmp";

    private static final Pattern MAJOR = Pattern.compile(":(\\d+)");

    private DockerContainers() {}

    static GenericContainer<?> create(String image, ServerConfig config, String host, int port) {
        String program = image.contains(ServerVersion.VALKEY) ? "valkey-server" : "redis-server";
        if (config.hasPeers()) {
            return createWithPeers(image, config, host, port, program);
        }
        String text = config.text(INNER_PORT, "*", DATA, knowsDebugSwitch(image));
        boolean loopback = host.equals(Ports.loopback().getHostAddress());
        Binding binding = loopback ? Binding.bindIpAndPort(host, port) : Binding.bindPort(port);
        ExposedPort inner = ExposedPort.tcp(INNER_PORT);
        return withFiles(image, config, text)
                .withCommand(program, CONFIG)
                .withCreateContainerCmdModifier(command -> command.withExposedPorts(inner)
                        .withHostConfig(
                                hostConfig(command.getHostConfig()).withPortBindings(new PortBinding(binding, inner))))
                .withStartupCheckStrategy(new NoCheck())
                .waitingFor(new NoWait());
    }

    /**
     * Describes a container on the network of the machine itself: servers tell each other and their clients the ports
     * they listen on, which must be the same inside and outside. The program runs as root, because it rewrites its
     * configuration.
     */
    private static GenericContainer<?> createWithPeers(
            String image, ServerConfig config, String host, int port, String program) {
        if (!host.equals(Ports.loopback().getHostAddress())) {
            throw new UnsupportedOperationException(
                    ("Replicas, Sentinels and clusters need a Docker engine on this machine, but it is"
                                    + " at %s. Choose local or embedded in %s.")
                            .formatted(host, ServerSetting.NAME));
        }
        String text = config.text(port, host, DATA, knowsDebugSwitch(image));
        return withFiles(image, config, text)
                .withNetworkMode("host")
                .withCommand(config.isSentinel() ? new String[] {CONFIG, "--sentinel"} : new String[] {CONFIG})
                .withCreateContainerCmdModifier(command -> command.withEntrypoint(program))
                .withStartupCheckStrategy(new NoCheck())
                .waitingFor(new NoWait());
    }

    private static GenericContainer<?> withFiles(String image, ServerConfig config, String text) {
        GenericContainer<?> container = new GenericContainer<>(DockerImageName.parse(image));
        config.files()
                .forEach(file -> container.withCopyFileToContainer(MountableFile.forHostPath(file), file.toString()));
        return container.withCopyToContainer(Transferable.of(text), CONFIG);
    }

    /** Returns whether the image is at least Redis 7.0; a tag without a number stands for the newest. */
    static boolean knowsDebugSwitch(String image) {
        Matcher major = MAJOR.matcher(image);
        return !major.find() || Integer.parseInt(major.group(1)) >= 7;
    }

    private static HostConfig hostConfig(@Nullable HostConfig existing) {
        return existing == null ? HostConfig.newHostConfig() : existing;
    }

    /** Whether the server came up is found out by {@link ServerReadiness}, the same way for every source. */
    private static final class NoWait extends AbstractWaitStrategy {
        @Override
        protected void waitUntilReady() {
            // the first PING says it
        }
    }

    /** A server that ended at once is told apart by its log, which Testcontainers would not put into its error. */
    private static final class NoCheck extends StartupCheckStrategy {
        @Override
        public StartupStatus checkStartupState(DockerClient docker, String containerId) {
            return StartupStatus.SUCCESSFUL;
        }
    }
}
