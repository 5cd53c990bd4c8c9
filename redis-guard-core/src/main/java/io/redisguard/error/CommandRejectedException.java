package io.redisguard.error;

/** redis-guard refused the command; nothing was sent. The message says what to do instead. */
public final class CommandRejectedException extends RedisGuardException {
    private static final long serialVersionUID = 1L;

    private final String rule;

    /** Creates the failure of a command that cannot be sent whatever the policy says. */
    public CommandRejectedException(String message) {
        this(message, "");
    }

    /** Creates the failure of a command that breaks a rule of the policy. */
    public CommandRejectedException(String message, String rule) {
        super(message, null, CallOutcome.REJECTED, false);
        this.rule = rule;
    }

    /** Returns the name of the policy's rule that was broken, {@code dangerous-command} for instance, or empty. */
    public String rule() {
        return rule;
    }
}
