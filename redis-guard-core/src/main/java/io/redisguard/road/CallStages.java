package io.redisguard.road;

import io.redisguard.command.CallRoad;
import io.redisguard.command.CommandCall;
import io.redisguard.command.CommandStage;
import io.redisguard.error.CallOutcome;
import io.redisguard.error.GuardFailure;
import java.util.Arrays;
import java.util.List;

/** The stages that each call passes once, outermost first. Thread-safe. */
final class CallStages implements CallRoad {
    private final CommandStage[] stages;

    CallStages(CommandStage... stages) {
        this.stages = stages;
    }

    List<String> names() {
        return Arrays.stream(stages).map(CommandStage::name).toList();
    }

    @Override
    public void enter(CommandCall call) {
        int entered = 0;
        try {
            for (; entered < stages.length; entered++) {
                stages[entered].enter(call);
            }
        } catch (RuntimeException rejected) {
            CallOutcome outcome = rejected instanceof GuardFailure failure ? failure.outcome() : CallOutcome.REJECTED;
            for (int i = entered - 1; i >= 0; i--) {
                stages[i].settled(call, outcome);
            }
            throw rejected;
        }
    }

    @Override
    public void settled(CommandCall call, CallOutcome outcome) {
        for (CommandStage stage : stages) {
            stage.settled(call, outcome);
        }
    }
}
