package io.redisguard.examples.summary;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** Adds up what Surefire, Failsafe and redis-guard-test wrote about the tests of some projects. */
final class TestReports {
    private static final List<String> FOLDERS = List.of("surefire-reports", "failsafe-reports");
    private static final int MESSAGE = 200;
    private static final Pattern SERVERS =
            Pattern.compile("redis-guard-test: \\d+ servers?((?:, (?!\\d+ tests? left out)[^,]+)*)"
                    + "(?:, (\\d+) tests? left out.*)?");

    private final Instant since;
    private final Set<String> servers = new LinkedHashSet<>();
    private final List<String> failures = new ArrayList<>();
    private long run;
    private long failed;
    private long skipped;
    private long leftOut;

    private TestReports(Instant since) {
        this.since = since;
    }

    /**
     * Reads the reports of projects that lie in the folders or one level below.
     *
     * @param since older reports are left from another build and do not count
     */
    static TestReports read(Instant since, List<Path> folders) throws IOException, XMLStreamException {
        TestReports reports = new TestReports(since);
        for (Path folder : folders) {
            for (Path project : reports.list(folder, Files::isDirectory)) {
                reports.addProject(project);
            }
            reports.addProject(folder);
        }
        return reports;
    }

    private void addProject(Path project) throws IOException, XMLStreamException {
        for (String name : FOLDERS) {
            Path folder = project.resolve("target").resolve(name);
            for (Path report : list(folder, file -> isFresh(file, "TEST-", ".xml"))) {
                addSuite(report);
            }
            for (Path report : list(folder, file -> isFresh(file, "redis-guard-test-", ".txt"))) {
                Files.readAllLines(report).forEach(this::addServers);
            }
        }
    }

    private interface Condition {
        boolean holds(Path path) throws IOException;
    }

    private List<Path> list(Path folder, Condition condition) throws IOException {
        List<Path> chosen = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (Stream<Path> all = Files.list(folder)) {
                for (Path path : all.sorted().toList()) {
                    if (condition.holds(path)) {
                        chosen.add(path);
                    }
                }
            }
        }
        return chosen;
    }

    private boolean isFresh(Path file, String prefix, String suffix) throws IOException {
        String name = file.getFileName().toString();
        return name.startsWith(prefix)
                && name.endsWith(suffix)
                && !Files.getLastModifiedTime(file).toInstant().isBefore(since);
    }

    /** Reads past the first element only where something failed: the rest can be large. */
    private void addSuite(Path report) throws IOException, XMLStreamException {
        try (InputStream in = Files.newInputStream(report)) {
            XMLStreamReader suite = XMLInputFactory.newDefaultFactory().createXMLStreamReader(in);
            suite.nextTag();
            run += number(suite, "tests");
            skipped += number(suite, "skipped");
            long failedHere = number(suite, "failures") + number(suite, "errors");
            failed += failedHere;
            if (failedHere > 0) {
                addFailures(suite);
            }
            suite.close();
        }
    }

    private void addFailures(XMLStreamReader suite) throws XMLStreamException {
        String test = "";
        while (suite.hasNext()) {
            if (suite.next() == XMLStreamConstants.START_ELEMENT) {
                switch (suite.getLocalName()) {
                    case "testcase" ->
                        test = suite.getAttributeValue(null, "classname") + "." + suite.getAttributeValue(null, "name");
                    case "failure", "error" ->
                        failures.add(
                                test + ": " + firstLine(Optional.ofNullable(suite.getAttributeValue(null, "message"))));
                    default -> {}
                }
            }
        }
    }

    private static String firstLine(Optional<String> message) {
        String line = message.flatMap(all -> all.strip().lines().findFirst()).orElse("no message");
        return line.length() <= MESSAGE ? line : line.substring(0, MESSAGE) + "...";
    }

    private static long number(XMLStreamReader suite, String attribute) {
        return Long.parseLong(suite.getAttributeValue(null, attribute));
    }

    private void addServers(String line) {
        Matcher matcher = SERVERS.matcher(line);
        if (matcher.matches()) {
            Stream.of(matcher.group(1).split(", ", -1))
                    .filter(server -> !server.isEmpty())
                    .forEach(servers::add);
            String count = matcher.group(2);
            leftOut += count == null ? 0 : Long.parseLong(count);
        }
    }

    /** Tells whether there were tests and all of them ran and passed. */
    boolean allPassed() {
        return run > 0 && failed == 0 && skipped == 0;
    }

    /** One line for each test that failed: its name and how its message begins. */
    List<String> failures() {
        return List.copyOf(failures);
    }

    /** Says it in one line. */
    @Override
    public String toString() {
        String verdict = allPassed() ? "All tests passed" : run == 0 ? "No test ran" : "Not all tests passed";
        return verdict + ": " + (run - failed - skipped) + " passed, " + failed + " failed, " + skipped
                + " skipped; on Java " + Runtime.version().feature()
                + (servers.isEmpty() ? "" : ", " + String.join(", ", servers))
                + (leftOut == 0 ? "" : "; " + leftOut + " left out for want of a newer server");
    }
}
