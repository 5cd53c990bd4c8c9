package io.redisguard.policy;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * Which rules were broken since the guard was built: by rule, command and what was done about it, with the places in
 * the code that the first hundred breaches of each came from. It holds no keys and no values. Immutable.
 *
 * @param entries by rule, then the most frequent first
 */
public record PolicyReport(List<Entry> entries) {
    static final Comparator<Entry> ORDER = Comparator.comparing(Entry::rule)
            .thenComparing(Comparator.comparingLong(Entry::count).reversed())
            .thenComparing(Entry::command)
            .thenComparing(Entry::action);

    /** Copies the entries. */
    public PolicyReport {
        entries = List.copyOf(entries);
    }

    /**
     * How often one command broke one rule.
     *
     * @param rule the rule
     * @param command name of the command
     * @param action what was done about it
     * @param count how often
     * @param sites where the first of them came from, the most frequent first; of a large reply it is known when its
     *     call was traced for another rule, or when the key had one before
     * @param reasons why they were allowed, if they were
     */
    public record Entry(
            PolicyRule rule, String command, PolicyAction action, long count, List<Site> sites, List<String> reasons) {
        /** Copies the lists. */
        public Entry {
            sites = List.copyOf(sites);
            reasons = List.copyOf(reasons);
        }
    }

    /**
     * A place in the code.
     *
     * @param place {@code class.method(file:line)}
     * @param count how many of the traced breaches came from there
     */
    public record Site(String place, long count) {
        static final Comparator<Site> ORDER =
                Comparator.comparingLong(Site::count).reversed().thenComparing(Site::place);
    }

    /** Returns the report for people: one line for each entry, its places indented below. */
    public String toText() {
        if (entries.isEmpty()) {
            return "No rule was broken.\n";
        }
        StringBuilder text = new StringBuilder(64 * entries.size());
        for (Entry entry : entries) {
            text.append(String.format(
                    Locale.ROOT,
                    "%-18s %-20s %-9s %8d%n",
                    entry.rule().id(),
                    entry.command(),
                    entry.action().id(),
                    entry.count()));
            entry.sites()
                    .forEach(site ->
                            text.append(String.format(Locale.ROOT, "    %6d from %s%n", site.count(), site.place())));
            entry.reasons()
                    .forEach(reason ->
                            text.append("           because ").append(reason).append('\n'));
        }
        return text.toString();
    }

    /** Returns the report for programs: {@code {"entries":[{"rule":...,"command":...,"action":...,"count":...}]}}. */
    public String toJson() {
        return ReportJson.of(this);
    }
}
