package io.redisguard.command;

/** Decides from a command and its arguments whether it may be sent again. */
public final class RepeatRules {
    private RepeatRules() {}

    /**
     * Returns {@code READ} or {@code WRITE} when a repeat does no harm, in all other cases {@code NEVER}.
     *
     * @param facts those of the command or those of its subcommand
     */
    public static Repeat of(CommandFacts facts, CommandArguments arguments) {
        return switch (facts.repeat()) {
            case READ, WRITE -> facts.repeat();
            case BY_ARGUMENTS -> byArguments(CommandCatalog.ofSubcommand(facts, arguments), arguments);
            case STATE_ONLY, SCRIPT, NEVER -> Repeat.NEVER;
        };
    }

    private static Repeat byArguments(CommandFacts facts, CommandArguments arguments) {
        if (facts.repeat() != Repeat.BY_ARGUMENTS) {
            return of(facts, arguments);
        }
        ArgumentRule rule = ArgumentRule.named(facts.name());
        return rule == null ? Repeat.NEVER : rule.of(arguments);
    }

    /**
     * Tells whether an error reply proves that the command did nothing. Scripts and transactions may have done a part
     * of their work before the error came up.
     */
    public static boolean errorProvesNothingDone(CommandFacts facts) {
        return facts.repeat() != Repeat.SCRIPT && !facts.name().equals("EXEC");
    }
}
