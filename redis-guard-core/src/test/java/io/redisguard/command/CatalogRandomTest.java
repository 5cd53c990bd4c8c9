package io.redisguard.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.redisguard.simulation.TextArguments;
import io.redisguard.test.DeterministicRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Whatever a caller sends, the rules of the catalogue answer: they do not throw and do not run on. */
class CatalogRandomTest {
    private static final int LINES_PER_COMMAND = 200;
    private static final int MOST_WORDS = 9;
    private static final List<String> WORDS = CommandLine.words("a b 0 1 2 3 -1 -0 - + $ > * . 4294967296 2147483647"
            + " 9223372036854775807 -9223372036854775808 99999999999999999999 (-inf +inf = ~ STREAMS STORE STOREDIST KEYS"
            + " BY GET LIMIT COUNT GROUP BLOCK EX PX KEEPTTL XX NX PERSIST FIELDS MAXLEN MINID NOMKSTREAM FULL IFEQ BYSCORE"
            + " BYLEX SET OVERFLOW ITEMS AUTH AUTH2 MATCH x".replace("x", "x".repeat(40)));

    private final DeterministicRandom random = DeterministicRandom.create();

    private CommandArguments arguments(String name) {
        List<String> words = new ArrayList<>(CommandLine.words(name));
        words.remove(0);
        int count = random.nextInt(MOST_WORDS);
        for (int i = 0; i < count; i++) {
            words.add(WORDS.get(random.nextInt(WORDS.size())));
        }
        return new TextArguments(words);
    }

    @Test
    void keysComeInOrderAndAreArguments() {
        forEachLine((facts, arguments) -> {
            int previous = -1;
            for (int i = facts.keys().first(arguments); i >= 0; i = facts.keys().after(arguments, i)) {
                assertThat(i).isGreaterThan(previous).isLessThan(arguments.count());
                previous = i;
            }
        });
    }

    @Test
    void rulesAnswer() {
        forEachLine((facts, arguments) -> {
            ReplyRules.isUnbounded(facts, arguments);
            ExpiryRules.leavesNoExpiry(facts, arguments);
            RepeatRules.of(facts, arguments);
        });
    }

    private void forEachLine(Trial trial) {
        Map<String, CommandFacts> table = new TreeMap<>(CatalogTable.load());
        for (CommandFacts facts : table.values()) {
            for (int i = 0; i < LINES_PER_COMMAND; i++) {
                CommandArguments arguments = arguments(facts.name());
                assertThatCode(() -> trial.run(facts, arguments))
                        .as("%s %s, %s", facts.name(), arguments, random)
                        .doesNotThrowAnyException();
            }
        }
    }

    private interface Trial {
        void run(CommandFacts facts, CommandArguments arguments);
    }
}
