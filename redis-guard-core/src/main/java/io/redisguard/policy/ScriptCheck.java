package io.redisguard.policy;

import io.redisguard.command.CommandArguments;
import io.redisguard.command.CommandCall;
import io.redisguard.command.CommandCatalog;
import io.redisguard.command.CommandFacts;
import io.redisguard.command.Danger;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Tells of scripts that call dangerous commands. It looks for the command's name as it is written in the call; what a
 * script puts together while it runs is not seen.
 */
final class ScriptCheck implements Check {
    /** Possessive, so that its time grows with the length of the script and no faster, whatever the script holds. */
    private static final Pattern CALL = Pattern.compile(
            "\\b(?:redis|server)\\s*+\\.\\s*+p?call\\s*+\\(?+\\s*+(?:['\"]|\\[\\[)\\s*+(\\w++)\\s*+(?:['\"]|\\]\\])"
                    + "(?:\\s*+,\\s*+(?:['\"]|\\[\\[)\\s*+(\\w++))?");

    /** Where the source stands among the arguments. */
    private static final Map<String, Integer> SOURCES =
            Map.of("EVAL", 0, "EVAL_RO", 0, "SCRIPT LOAD", 1, "FUNCTION LOAD", -1);

    static boolean carriesScript(String command) {
        return SOURCES.containsKey(command);
    }

    @Override
    public void look(CommandCall call, CommandArguments arguments, Judge judge) {
        int source = SOURCES.getOrDefault(call.facts().name(), 0);
        Matcher calls = CALL.matcher(arguments.text(source < 0 ? arguments.count() + source : source));
        while (calls.find()) {
            CommandFacts called = called(calls.group(1), calls.group(2));
            if (called.danger() != Danger.NONE) {
                judge.breach(
                        call,
                        new Breach(
                                PolicyRule.DANGEROUS_SCRIPT,
                                "its script calls " + called.name() + ": "
                                        + called.danger().why(),
                                called.danger().instead()));
                return;
            }
        }
    }

    private static CommandFacts called(String command, @Nullable String second) {
        CommandFacts facts = CommandCatalog.facts(command.toUpperCase(Locale.ROOT));
        return facts.container() && second != null
                ? CommandCatalog.facts(facts.name(), second.toUpperCase(Locale.ROOT))
                : facts;
    }
}
