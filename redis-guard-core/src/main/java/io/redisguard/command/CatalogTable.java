package io.redisguard.command;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads {@code commands.tsv}, the table of all commands and subcommands: one line each, sorted by name. */
final class CatalogTable {
    private static final String RESOURCE = "commands.tsv";
    private static final List<String> COLUMNS =
            List.of("command", "repeat", "deadline", "effect", "keys", "danger", "reply", "expiry");

    private static final String BEFORE_SUBCOMMAND = " ";

    private CatalogTable() {}

    /** Returns the facts of the table in the jar under the names {@code GET}, {@code CLIENT LIST}. */
    static Map<String, CommandFacts> load() {
        InputStream table = CatalogTable.class.getResourceAsStream(RESOURCE);
        if (table == null) {
            throw new IllegalStateException("The command table " + RESOURCE + " is missing beside " + CatalogTable.class
                    + ". Keep resources when repackaging redis-guard.");
        }
        try (Reader reader = new InputStreamReader(table, StandardCharsets.UTF_8)) {
            return read(reader);
        } catch (IOException e) {
            throw new UncheckedIOException("The command table " + RESOURCE + " cannot be read.", e);
        }
    }

    /**
     * Reads a table.
     *
     * @throws IllegalStateException when a line is malformed, twice there or not in order; the message names it
     */
    static Map<String, CommandFacts> read(Reader table) throws IOException {
        BufferedReader lines = new BufferedReader(table);
        String header = lines.readLine();
        if (header == null || !List.of(header.split("\t", -1)).equals(COLUMNS)) {
            throw malformed(1, header, "the columns must be " + COLUMNS);
        }
        NavigableMap<String, CommandFacts> facts = new TreeMap<>();
        int number = 1;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            number++;
            CommandFacts row = row(number, line);
            if (!facts.isEmpty() && facts.lastKey().compareTo(row.name()) >= 0) {
                throw malformed(number, line, "it must come after " + facts.lastKey());
            }
            facts.put(row.name(), row);
        }
        return Map.copyOf(withContainers(facts));
    }

    private static Map<String, CommandFacts> withContainers(NavigableMap<String, CommandFacts> facts) {
        facts.replaceAll((name, row) -> {
            String behind = facts.higherKey(name + BEFORE_SUBCOMMAND);
            return behind != null && behind.startsWith(name + BEFORE_SUBCOMMAND) ? asContainer(row) : row;
        });
        return facts;
    }

    private static CommandFacts asContainer(CommandFacts row) {
        return new CommandFacts(
                row.name(),
                row.commandClass(),
                row.effect(),
                row.repeat(),
                row.keys(),
                row.danger(),
                row.reply(),
                row.expiry(),
                true);
    }

    private static CommandFacts row(int number, String line) {
        List<String> cells = new ArrayList<>(List.of(line.split("\t", -1)));
        if (cells.size() != COLUMNS.size() || cells.get(0).isBlank()) {
            throw malformed(number, line, "it must have the columns " + COLUMNS);
        }
        try {
            return new CommandFacts(
                    cells.get(0),
                    CommandClass.valueOf(cells.get(2)),
                    ConnectionEffect.valueOf(cells.get(3)),
                    Repeat.valueOf(cells.get(1)),
                    KeyPositions.of(cells.get(4)),
                    Danger.valueOf(cells.get(5)),
                    ReplySize.valueOf(cells.get(6)),
                    Expiry.valueOf(cells.get(7)),
                    false);
        } catch (IllegalArgumentException e) {
            IllegalStateException malformed = malformed(number, line, "a word in it is unknown");
            malformed.initCause(e);
            throw malformed;
        }
    }

    private static IllegalStateException malformed(int number, @Nullable String line, String problem) {
        return new IllegalStateException(
                "Line " + number + " of the command table is malformed: " + problem + ", but it is '" + line + "'.");
    }
}
