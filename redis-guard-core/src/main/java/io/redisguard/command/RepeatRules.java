package io.redisguard.command;

/** Decides from a command and its arguments whether it may be sent again. */
public final class RepeatRules {
    private RepeatRules() {}

    /** Returns {@code READ} or {@code WRITE} when a repeat does no harm, in all other cases {@code NEVER}. */
    public static Repeat of(CommandFacts facts, CommandArguments arguments) {
        return switch (facts.repeat()) {
            case READ, WRITE -> facts.repeat();
            case BY_ARGUMENTS, STATE_ONLY, SCRIPT, NEVER -> Repeat.NEVER;
        };
    }

    /**
     * Tells whether an error reply proves that the command did nothing. Scripts and transactions may have done a part
     * of their work before the error came up.
     */
    public static boolean errorProvesNothingDone(CommandFacts facts) {
        return facts.repeat() != Repeat.SCRIPT && !facts.name().equals("EXEC");
    }
}
