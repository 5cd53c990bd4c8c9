package io.redisguard.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs {@link ForgetfulMain} in a JVM of its own. */
final class ForgottenJvm {
    private ForgottenJvm() {}

    /** Returns what it left behind, a line {@code pid:folder} for each server, after it has ended. */
    static List<String[]> run(String topology) throws IOException, InterruptedException {
        Process jvm = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dredis.guard.test.server=embedded",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ForgetfulMain.class.getName(),
                        topology)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        List<String> lines;
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(jvm.getInputStream(), StandardCharsets.UTF_8))) {
            lines = output.lines().filter(line -> line.startsWith("left:")).toList();
        }
        assertThat(jvm.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return lines.stream()
                .map(line -> line.substring("left:".length()).split(":", 2))
                .toList();
    }
}
