package io.redisguard.examples.readme;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The documents at the root of the project; tests run in the folder of their module. */
final class Documents {
    private static final Path ROOT = Path.of("..");

    private Documents() {}

    static String text(String name) throws IOException {
        return Files.readString(ROOT.resolve(name));
    }

    /** Returns the lines of the first code block below a heading. */
    static List<String> codeBlock(String name, String heading) throws IOException {
        return text(name)
                .lines()
                .dropWhile(line -> !line.equals(heading))
                .dropWhile(line -> !line.startsWith("```"))
                .skip(1)
                .takeWhile(line -> !line.startsWith("```"))
                .toList();
    }
}
