package io.redisguard.policy;

import io.redisguard.command.CommandArguments;
import io.redisguard.command.CommandCall;
import io.redisguard.command.CommandStage;
import io.redisguard.error.CallOutcome;

/** Holds every call on one connection against the rules, and every reply. Thread-safe. */
public final class PolicyStage implements CommandStage {
    private final Plans plans;
    private final Judge judge;

    PolicyStage(Plans plans, Judge judge) {
        this.plans = plans;
        this.judge = judge;
    }

    @Override
    public String name() {
        return "policy";
    }

    @Override
    public void enter(CommandCall call) {
        CommandArguments arguments = call.arguments();
        for (Check check : plans.of(call.facts())) {
            check.look(call, arguments, judge);
        }
        judge.bigKeys().trace(call, arguments);
    }

    @Override
    public void settled(CommandCall call, CallOutcome outcome) {
        if (outcome == CallOutcome.SUCCESS) {
            Replies.look(call, judge);
        }
    }
}
