package io.redisguard.examples.readme;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The documents at the root of the project; tests run in the folder of their module. */
final class Documents {
    private static final Path ROOT = Path.of("..");
    private static final List<String> MODULES = List.of("redis-guard-core", "redis-guard-test", "redis-guard-examples");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#]+)[^)]*\\)");

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

    /** Returns all code blocks of a language. */
    static List<String> codeBlocks(String name, String language) throws IOException {
        return Pattern.compile("^```" + language + "\n(.*?)^```", Pattern.DOTALL | Pattern.MULTILINE)
                .matcher(text(name))
                .results()
                .map(block -> block.group(1).strip())
                .toList();
    }

    /** Returns the text of all examples of a package. */
    static List<String> sources(String folder) throws IOException {
        List<String> sources = new ArrayList<>();
        try (Stream<Path> files = Files.list(ROOT.resolve("redis-guard-examples/src/main/java/io/redisguard/examples")
                .resolve(folder))) {
            for (Path file : files.toList()) {
                sources.add(Files.readString(file));
            }
        }
        return sources;
    }

    /** Returns the lines between the marks of an example, without their indentation. */
    static List<String> example(String name) throws IOException {
        return text("redis-guard-examples/src/main/java/io/redisguard/examples/readme/" + name + ".java")
                .lines()
                .dropWhile(line -> !line.endsWith("// README begin"))
                .skip(1)
                .takeWhile(line -> !line.endsWith("// README end"))
                .map(line -> line.substring(8))
                .toList();
    }

    /** Returns the names of all files of the modules' sources that end like this. */
    static Set<String> names(String end) throws IOException {
        Set<String> names = new HashSet<>();
        for (String module : MODULES) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src"))) {
                files.map(file -> String.valueOf(file.getFileName()))
                        .filter(name -> name.endsWith(end))
                        .forEach(names::add);
            }
        }
        return names;
    }

    /** Returns the targets of the links to other files, as paths from the root of the project. */
    static Stream<Path> links(String name) throws IOException {
        Path folder = ROOT.resolve(name).resolve("..").normalize();
        return LINK.matcher(text(name))
                .results()
                .map(link -> link.group(1))
                .filter(target -> !target.contains(":") && !target.startsWith("#"))
                .map(folder::resolve);
    }

    /** Returns {@code name=value} of all options that an object names, but for those that have options themselves. */
    static Stream<String> options(Object options) {
        String text = options.toString().replaceAll(", \\w+=\\w+\\[[^]]*]", "");
        return Arrays.stream(
                text.substring(text.indexOf('[') + 1, text.length() - 1).split(", ", -1));
    }
}
