package io.redisguard.command;

/** Decides from a command and its arguments whether it may be sent again. */
public final class RepeatRules {
    private RepeatRules() {}

    /** Returns {@code READ} or {@code WRITE} when a repeat does no harm, in all other cases {@code NEVER}. */
    public static Repeat of(CommandFacts facts, CommandArguments arguments) {
        return switch (facts.repeat()) {
            case READ, WRITE -> facts.repeat();
            case BY_ARGUMENTS -> byArguments(facts.name(), arguments);
            case STATE_ONLY, SCRIPT, NEVER -> Repeat.NEVER;
        };
    }

    private static Repeat byArguments(String name, CommandArguments arguments) {
        ArgumentRule rule = ArgumentRule.named(name);
        if (rule != null) {
            return rule.of(arguments);
        }
        // a command without a rule is a container: its subcommand decides, and an unknown one is never repeated
        return name.indexOf(' ') >= 0 ? Repeat.NEVER : of(CommandCatalog.facts(name, arguments.word(0)), arguments);
    }

    /**
     * Tells whether an error reply proves that the command did nothing. Scripts and transactions may have done a part
     * of their work before the error came up.
     */
    public static boolean errorProvesNothingDone(CommandFacts facts) {
        return facts.repeat() != Repeat.SCRIPT && !facts.name().equals("EXEC");
    }
}
