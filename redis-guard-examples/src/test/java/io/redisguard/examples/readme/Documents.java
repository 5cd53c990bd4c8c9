package io.redisguard.examples.readme;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The documents of the project; tests run in the folder of their module. */
final class Documents {
    private static final Path ROOT = Path.of("..");
    private static final List<String> MODULES = List.of("redis-guard-core", "redis-guard-test", "redis-guard-examples");
    private static final Pattern BLOCK = Pattern.compile("^```.*?^```", Pattern.DOTALL | Pattern.MULTILINE);
    private static final Pattern CODE = Pattern.compile(BLOCK.pattern() + "|`[^`]*`", BLOCK.flags());
    private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("^#+ (.*)", Pattern.MULTILINE);

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

    /** Returns the text of all examples and of their tests. */
    static List<String> sources() throws IOException {
        List<String> sources = new ArrayList<>();
        try (Stream<Path> files = Files.walk(ROOT.resolve("redis-guard-examples/src"))) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".java")).toList()) {
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

    /** Returns the names of all pages: at the root, in the folder of a module, and below {@code docs}. */
    static List<String> pages() throws IOException {
        try (Stream<Path> root = Files.list(ROOT);
                Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
            return Stream.concat(root.flatMap(entry -> Stream.of(entry, entry.resolve("README.md"))), docs)
                    .filter(file -> file.toString().endsWith(".md") && Files.isRegularFile(file))
                    .map(file -> ROOT.relativize(file).toString())
                    .toList();
        }
    }

    /** Returns the targets of a page's links, but for those to other sites. */
    static List<String> links(String page) throws IOException {
        return LINK.matcher(CODE.matcher(text(page)).replaceAll(""))
                .results()
                .map(link -> link.group(1))
                .filter(target -> !target.contains(":"))
                .toList();
    }

    /** Tells whether there is what a link of a page leads to: a file or a folder, or a heading of a page. */
    static boolean exists(String page, String target) {
        String[] parts = target.split("#", 2);
        Path file = parts[0].isEmpty()
                ? ROOT.resolve(page)
                : ROOT.resolve(page).resolve("..").resolve(parts[0]).normalize();
        return Files.exists(file) && (parts.length == 1 || anchors(file).contains(parts[1]));
    }

    /** Returns the anchors that GitHub makes of the headings of a page. */
    private static Set<String> anchors(Path page) {
        Map<String, Integer> seen = new HashMap<>();
        try {
            return HEADING.matcher(BLOCK.matcher(Files.readString(page)).replaceAll(""))
                    .results()
                    .map(heading -> heading.group(1).toLowerCase(Locale.ROOT))
                    .map(heading -> heading.replaceAll("]\\([^)]*\\)", "")
                            .replaceAll("[^\\p{L}\\p{N}_ -]", "")
                            .replace(' ', '-'))
                    .map(anchor -> {
                        int before = seen.merge(anchor, 1, Integer::sum) - 1;
                        return before == 0 ? anchor : anchor + "-" + before;
                    })
                    .collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns {@code name=value} of all options that an object names, but for those that have options themselves. */
    static Stream<String> options(Object options) {
        String text = options.toString().replaceAll(", \\w+=\\w+\\[[^]]*]", "");
        return Arrays.stream(
                text.substring(text.indexOf('[') + 1, text.length() - 1).split(", ", -1));
    }
}
