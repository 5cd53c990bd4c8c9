package io.redisguard.command;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Says READ, WRITE or NEVER of one command of {@link Repeat#BY_ARGUMENTS}. It says READ or WRITE only of forms that it
 * knows in full; whatever else stands in the arguments makes it say NEVER.
 */
interface ArgumentRule {
    /** Returns READ, WRITE or NEVER. */
    Repeat of(CommandArguments arguments);

    static ArgumentRule readIf(Predicate<CommandArguments> repeatable) {
        return arguments -> repeatable.test(arguments) ? Repeat.READ : Repeat.NEVER;
    }

    static ArgumentRule writeIf(Predicate<CommandArguments> repeatable) {
        return arguments -> repeatable.test(arguments) ? Repeat.WRITE : Repeat.NEVER;
    }

    /** Returns the rule for a command or for a subcommand such as {@code FUNCTION LOAD}. */
    static @Nullable ArgumentRule named(String name) {
        return All.RULES.get(name);
    }

    /** Returns the names of all commands and subcommands that have a rule. */
    static Set<String> names() {
        return All.RULES.keySet();
    }

    /** The rules of all families, in a class of their own since they use the interface that asks for them. */
    final class All {
        private static final Map<String, ArgumentRule> RULES = new HashMap<>();

        static {
            RULES.putAll(KeyRules.RULES);
            RULES.putAll(CollectionRules.RULES);
            RULES.putAll(ServerRules.RULES);
        }

        private All() {}
    }
}
