package io.redisguard.test;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Opens each kind of source or says why it does not work. */
final class ServerSources {
    private static final List<String> PROGRAMS = List.of("redis-server", "valkey-server");

    private static final Pattern PATH_SEPARATOR = Pattern.compile(File.pathSeparator, Pattern.LITERAL);

    private ServerSources() {}

    static ServerChoice open(ServerDiscovery.Attempt attempt) {
        ServerSetting setting = attempt.setting();
        return switch (attempt.source()) {
            case ADDRESS -> address(setting.address());
            case DOCKER -> docker(setting.image());
            case LOCAL -> local(Optional.ofNullable(System.getenv("PATH")).orElse(""));
            case EMBEDDED -> embedded();
        };
    }

    static ServerChoice local(String searchPath) {
        List<Path> folders = PATH_SEPARATOR
                .splitAsStream(searchPath)
                .filter(folder -> !folder.isEmpty())
                .map(Path::of)
                .toList();
        return PROGRAMS.stream()
                .flatMap(program -> folders.stream().map(folder -> folder.resolve(program)))
                .filter(Files::isExecutable)
                .findFirst()
                .map(program -> processes(ServerSource.LOCAL, Executable.probe(program)))
                .orElseThrow(() -> new IllegalStateException("neither redis-server nor valkey-server is on the PATH"));
    }

    private static ServerChoice embedded() {
        return processes(ServerSource.EMBEDDED, Executable.probe(EmbeddedExecutable.extract()));
    }

    private static ServerChoice docker(String image) {
        DockerEngine.requireAnswer();
        DockerRuntime.fetch(image);
        return new ServerChoice(
                ServerSource.DOCKER, "docker " + image, (config, port) -> new DockerRuntime(image, config, port));
    }

    private static ServerChoice address(@Nullable ServerAddress address) {
        if (address == null) {
            throw new IllegalStateException(ServerSetting.NAME + " holds no address");
        }
        return new ServerChoice(ServerSource.ADDRESS, "address " + address, (config, port) -> {
            if (!config.directives().isEmpty() || (port != 0 && port != address.port())) {
                throw new UnsupportedOperationException("A server given by its address (" + address
                        + ") takes neither config nor port. Choose docker, local or embedded in " + ServerSetting.NAME
                        + ".");
            }
            return new AddressRuntime(address);
        });
    }

    private static ServerChoice processes(ServerSource source, Executable executable) {
        String name = executable.version().name() + "-server";
        return new ServerChoice(
                source, source.word() + " " + name, (config, port) -> new ProcessRuntime(executable, config, port));
    }
}
