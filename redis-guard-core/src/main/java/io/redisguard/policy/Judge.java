package io.redisguard.policy;

import io.redisguard.command.CommandCall;
import io.redisguard.command.ConnectionRole;
import io.redisguard.error.CommandRejectedException;
import org.jspecify.annotations.Nullable;

/** Decides what follows when a call on one connection breaks a rule. Thread-safe. */
final class Judge {
    private final Settings settings;
    private final Ledger ledger;
    private final BigKeys bigKeys;
    private final ConnectionRole role;
    private final String server;
    private final QueuedWrites queued = new QueuedWrites();

    Judge(Settings settings, Ledger ledger, BigKeys bigKeys, ConnectionRole role, String server) {
        this.settings = settings;
        this.ledger = ledger;
        this.bigKeys = bigKeys;
        this.role = role;
        this.server = server;
    }

    Settings settings() {
        return settings;
    }

    ConnectionRole role() {
        return role;
    }

    /** Returns which keys are known to hold large values. */
    BigKeys bigKeys() {
        return bigKeys;
    }

    /** Returns what the open transaction of the connection has written without an expiry. */
    QueuedWrites queued() {
        return queued;
    }

    /** The call breaks a rule that concerns it as a whole. */
    void breach(CommandCall call, Breach breach) {
        breach(call, settings.ofAll(call).mode(breach.rule()), breach);
    }

    /**
     * The call breaks a rule that has this mode for the key in question.
     *
     * @throws CommandRejectedException when it must not be sent
     */
    void breach(CommandCall call, PolicyMode mode, Breach breach) {
        String command = call.facts().name();
        String reason = breach.rule() == PolicyRule.SHARED_CONNECTION
                ? null
                : call.wishes().allowances().reasonFor(command);
        ledger.note(server, call, breach, actionOf(mode, reason), reason);
        if (mode == PolicyMode.REJECT && reason == null) {
            throw new CommandRejectedException(
                    breach.message(command, "was refused by"), breach.rule().id());
        }
    }

    /** The call, which is over, has broken a rule. */
    void wasBroken(CommandCall call, PolicyMode mode, Breach breach) {
        String command = call.facts().name();
        String reason = call.wishes().allowances().reasonFor(command);
        ledger.noteLate(server, call, breach, actionOf(mode, reason), reason);
    }

    private static PolicyAction actionOf(PolicyMode mode, @Nullable String reason) {
        if (reason != null) {
            return PolicyAction.ALLOWED;
        }
        return switch (mode) {
            case OBSERVE -> PolicyAction.OBSERVED;
            case WARN -> PolicyAction.WARNED;
            case REJECT -> PolicyAction.REJECTED;
        };
    }
}
