package io.redisguard.test;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns options into a server that answers. */
final class ServerLauncher {
    private static final int ATTEMPTS = 5;
    private static final int MAX_PORT = 65_535;

    private ServerLauncher() {}

    static RedisServer launch(ServerConfig config, int port, @Nullable ServerSource source) {
        check(config, port);
        ServerSetting setting = ServerSetting.current().withSource(source);
        ServerChoice choice = ServerDiscovery.shared().choose(setting);
        for (int attempt = 1; ; attempt++) {
            try {
                return launchOnce(choice, config, port, setting.address());
            } catch (ServerStartException e) {
                if (port != 0 || !e.isPortTaken() || attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private static RedisServer launchOnce(
            ServerChoice choice, ServerConfig config, int port, @Nullable ServerAddress address) {
        boolean ours = choice.source() != ServerSource.ADDRESS;
        ServerRuntime runtime = choice.factory().create(config, ours && port == 0 ? freePort(config) : port);
        ShutdownHook.watch(runtime);
        try {
            RedisServer server = new RedisServer(choice, config, runtime, client(runtime, config, address));
            runtime.start();
            server.awaitReady("after start");
            RunReport.shared().serverStarted(server.label());
            return server;
        } catch (RuntimeException e) {
            runtime.remove();
            ShutdownHook.forget(runtime);
            throw e;
        }
    }

    private static int freePort(ServerConfig config) {
        return config.isCluster() ? Ports.freeWithBus() : Ports.free();
    }

    private static ServerClient client(ServerRuntime runtime, ServerConfig config, @Nullable ServerAddress address) {
        String place = runtime.host() + ":" + runtime.port();
        if (address != null && runtime instanceof AddressRuntime) {
            return address.client();
        }
        return new ServerClient(
                runtime.host(),
                runtime.port(),
                null,
                config.password().orElse(null),
                (config.tls().isPresent() ? "rediss://" : "redis://") + place,
                config.tls().map(TlsSockets::showing).orElse(null));
    }

    private static void check(ServerConfig config, int port) {
        List<String> problems = new ArrayList<>(config.problems());
        if (port < 0 || port > MAX_PORT) {
            problems.add("port " + port + " is not between 0 and " + MAX_PORT);
        } else if (config.isCluster() && Ports.busOf(port) > MAX_PORT) {
            problems.add("port " + port + " leaves no room for the cluster's own port " + Ports.busOf(port));
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException("Server options: " + String.join("; ", problems) + ".");
        }
    }
}
