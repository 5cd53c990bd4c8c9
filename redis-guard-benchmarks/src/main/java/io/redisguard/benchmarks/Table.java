package io.redisguard.benchmarks;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A table in Markdown that can be read as it is: what comes first is a name, all else is a number. */
public final class Table {
    private final List<List<String>> rows = new ArrayList<>();

    /** Makes one with these columns. */
    public Table(List<String> heads) {
        rows.add(List.copyOf(heads));
    }

    /** Adds a row; columns that it leaves out at its end stay empty. */
    @CanIgnoreReturnValue
    public Table add(List<String> cells) {
        List<String> row = new ArrayList<>(cells);
        while (row.size() < rows.get(0).size()) {
            row.add("");
        }
        rows.add(row);
        return this;
    }

    /** Returns its lines. */
    @Override
    public String toString() {
        List<Integer> widths = IntStream.range(0, rows.get(0).size())
                .mapToObj(column -> rows.stream()
                        .mapToInt(row -> row.get(column).length())
                        .max()
                        .orElseThrow())
                .toList();
        List<String> lines =
                rows.stream().map(row -> line(row, widths)).collect(Collectors.toCollection(ArrayList::new));
        lines.add(
                1,
                IntStream.range(0, widths.size())
                        .mapToObj(column -> "-".repeat(widths.get(column) + 1) + (column == 0 ? "-" : ":"))
                        .collect(Collectors.joining("|", "|", "|")));
        return String.join(System.lineSeparator(), lines);
    }

    private static String line(List<String> row, List<Integer> widths) {
        return IntStream.range(0, row.size())
                .mapToObj(column -> {
                    String cell = row.get(column);
                    String gap = " ".repeat(widths.get(column) - cell.length());
                    return column == 0 ? " " + cell + gap + " " : " " + gap + cell + " ";
                })
                .collect(Collectors.joining("|", "|", "|"));
    }
}
