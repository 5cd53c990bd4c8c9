package io.redisguard.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Temporary folders. */
final class Directories {
    private Directories() {}

    static Path create() {
        try {
            return Files.createTempDirectory("redis-guard-test-");
        } catch (IOException e) {
            throw new UncheckedIOException("No temporary folder can be created.", e);
        }
    }

    static void createEmpty(Path folder) {
        delete(folder);
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("The folder " + folder + " cannot be created.", e);
        }
    }

    /** Deletes the folder and all it holds; a folder that does not exist is fine. */
    static void delete(Path folder) {
        try (Stream<Path> tree = Files.walk(folder)) {
            List<Path> deepestFirst = tree.sorted(Comparator.reverseOrder()).toList();
            for (Path path : deepestFirst) {
                Files.deleteIfExists(path);
            }
        } catch (NoSuchFileException e) {
            return;
        } catch (IOException e) {
            throw new UncheckedIOException("The folder " + folder + " cannot be deleted.", e);
        }
    }
}
