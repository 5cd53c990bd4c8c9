package io.redisguard.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A server as a child process in a temporary folder of its own. */
final class ProcessRuntime implements ServerRuntime {
    private static final Duration POLITE_STOP = Duration.ofSeconds(15);
    private static final Duration DEATH = Duration.ofSeconds(10);

    private final Executable executable;
    private final int port;
    private final Path home = Directories.create();
    private final Path data = home.resolve("data");
    private final Path log = home.resolve("server.log");
    private final Path config = home.resolve("redis.conf");
    private final List<String> command;
    private volatile @Nullable Process process;
    private volatile boolean paused;

    ProcessRuntime(Executable executable, ServerConfig wishes, int port) {
        this.executable = executable;
        this.port = port;
        command = wishes.isSentinel()
                ? List.of(executable.path().toString(), config.toString(), "--sentinel")
                : List.of(executable.path().toString(), config.toString());
        Directories.createEmpty(data);
        boolean knowsDebugSwitch = executable.version().isAtLeast(7, 0);
        String bind = Ports.loopback().getHostAddress();
        try {
            Files.writeString(config, wishes.text(port, bind, data.toString(), knowsDebugSwitch));
        } catch (IOException e) {
            throw new UncheckedIOException("The file " + config + " cannot be written.", e);
        }
    }

    @Override
    public String host() {
        return Ports.loopback().getHostAddress();
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public void start() {
        if (!Ports.isFree(port)) {
            String what = "Port %d cannot be had for %s: Address already in use".formatted(port, executable.path());
            throw new ServerStartException(what, what, null);
        }
        try {
            Files.writeString(log, "");
            process = new ProcessBuilder(command)
                    .directory(data.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(executable.path() + " cannot be started.", e);
        }
    }

    @Override
    public void stop() {
        Process running = process;
        if (running == null || !running.isAlive()) {
            return;
        }
        if (paused) {
            resume();
        }
        running.destroy();
        if (!ended(running, POLITE_STOP)) {
            kill();
        }
    }

    @Override
    public void kill() {
        Process running = process;
        if (running != null) {
            running.destroyForcibly();
            if (!ended(running, DEATH)) {
                throw new IllegalStateException(
                        "Process %d outlived kill -9 for %d s.".formatted(running.pid(), DEATH.toSeconds()));
            }
        }
        paused = false;
    }

    @Override
    public void pause() {
        Signals.send("STOP", requireProcess());
        paused = true;
    }

    @Override
    public void resume() {
        Signals.send("CONT", requireProcess());
        paused = false;
    }

    @Override
    public boolean isRunning() {
        Process running = process;
        return running != null && running.isAlive();
    }

    @Override
    public boolean isPaused() {
        return paused;
    }

    @Override
    public void wipe() {
        Directories.createEmpty(data);
    }

    @Override
    public OptionalLong pid() {
        Process running = process;
        return running != null && running.isAlive() ? OptionalLong.of(running.pid()) : OptionalLong.empty();
    }

    @Override
    public String log() {
        try {
            return Files.readString(log, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "(no log: " + e.getMessage() + ")";
        }
    }

    @Override
    public void remove() {
        kill();
        Directories.delete(home);
    }

    private Process requireProcess() {
        Process running = process;
        if (running == null || !running.isAlive()) {
            throw new IllegalStateException("The server on port " + port + " does not run.");
        }
        return running;
    }

    private static boolean ended(Process running, Duration limit) {
        try {
            return running.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return !running.isAlive();
        }
    }
}
