package io.redisguard.policy;

import io.redisguard.command.CommandArguments;
import io.redisguard.command.CommandCall;
import io.redisguard.command.CommandFacts;
import io.redisguard.command.Expiry;
import io.redisguard.command.ExpiryRules;
import io.redisguard.command.KeyPositions;
import java.util.Set;

/**
 * Tells of writes that leave a key without an expiry where keys are declared to expire. What a transaction writes may
 * get its expiry behind it in the same transaction.
 */
final class ExpiryCheck implements Check {
    private static final Set<String> ENDS = Set.of("EXEC", "DISCARD", "MULTI");
    private static final Set<String> DELETING = Set.of("DEL", "UNLINK", "GETDEL");

    /** Commands that give their last key the expiry of the first, which has one if it is declared to. */
    private static final Set<String> COPYING = Set.of("RENAME", "RENAMENX", "COPY");

    /** Commands that take an expiry away which a key has; those that STORE do too, others keep it. */
    private static final Set<String> REPLACING = Set.of("SET", "MSET", "MSETEX", "GETSET", "GETEX", "PERSIST", "SORT");

    /** Tells whether a command that itself leaves no key without an expiry matters nevertheless. */
    static boolean concerns(CommandFacts facts) {
        String name = facts.name();
        return ExpiryRules.setsExpiry(facts)
                || ENDS.contains(name)
                || DELETING.contains(name)
                || COPYING.contains(name);
    }

    @Override
    public void look(CommandCall call, CommandArguments arguments, Judge judge) {
        CommandFacts facts = call.facts();
        if (ENDS.contains(facts.name())) {
            end(call, judge);
        } else if (COPYING.contains(facts.name())) {
            if (!judge.settings().of(arguments, 0).expiring()) {
                lacks(call, arguments, judge);
            }
        } else if (facts.expiry() != Expiry.NONE && ExpiryRules.leavesNoExpiry(facts, arguments)) {
            lacks(call, arguments, judge);
        } else if (call.isQueuedByTransaction()) {
            note(call, arguments, judge.queued());
        }
    }

    private static void lacks(CommandCall call, CommandArguments arguments, Judge judge) {
        KeyPositions keys = call.facts().keys();
        String command = call.facts().name();
        boolean waits =
                call.isQueuedByTransaction() && call.wishes().allowances().reasonFor(command) == null;
        Offender lacking = null;
        for (int key = keys.first(arguments); key >= 0; key = keys.after(arguments, key)) {
            KeySettings settings = judge.settings().of(arguments, key);
            if (settings.expiring() && writes(call.facts(), arguments, key)) {
                if (waits) {
                    judge.queued().lacks(arguments.text(key), command, settings, replaces(command));
                } else {
                    lacking = Offender.worse(lacking, PolicyRule.MISSING_EXPIRY, settings, 0);
                }
            }
        }
        if (lacking != null) {
            judge.breach(call, lacking.mode(), breach("it leaves", lacking.settings()));
        }
    }

    private static boolean writes(CommandFacts facts, CommandArguments arguments, int key) {
        return COPYING.contains(facts.name()) ? key == 1 : ExpiryRules.writes(facts, arguments, key);
    }

    private static boolean replaces(String command) {
        return REPLACING.contains(command) || COPYING.contains(command) || command.endsWith("STORE");
    }

    /** Takes down what a member does to the keys that others of its transaction have written. */
    private static void note(CommandCall call, CommandArguments arguments, QueuedWrites queued) {
        KeyPositions keys = call.facts().keys();
        boolean deletes = DELETING.contains(call.facts().name());
        boolean expires = ExpiryRules.givesExpiry(call.facts(), arguments);
        boolean makes =
                !ExpiryRules.setsExpiry(call.facts()) && !call.facts().name().equals("GETEX");
        for (int key = keys.first(arguments); key >= 0 && (deletes || expires); key = keys.after(arguments, key)) {
            if (deletes) {
                queued.isGone(arguments.text(key));
            } else {
                queued.expires(arguments.text(key), makes);
            }
        }
    }

    private static void end(CommandCall call, Judge judge) {
        QueuedWrites.Write left = judge.queued().worst();
        if (left != null && call.facts().name().equals("EXEC")) {
            judge.breach(
                    call,
                    left.settings().mode(PolicyRule.MISSING_EXPIRY),
                    breach("the transaction has queued " + left.command() + ", which leaves", left.settings()));
        }
        judge.queued().clear(); // not when it was refused: what is queued on the server is still there
    }

    private static Breach breach(String what, KeySettings settings) {
        return new Breach(
                PolicyRule.MISSING_EXPIRY,
                what + " " + settings.keys() + " without an expiry, so it would stay for ever",
                "Set the expiry in the same command, as SET key value EX seconds does, or queue EXPIRE behind it in one"
                        + " MULTI");
    }
}
