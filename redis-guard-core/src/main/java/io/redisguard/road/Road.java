package io.redisguard.road;

import io.redisguard.command.CommandCall;
import io.redisguard.command.CommandStage;
import io.redisguard.command.ConnectionRole;
import io.redisguard.connection.ConnectionOptions;
import io.redisguard.connection.ConnectionStage;
import io.redisguard.error.CallOutcome;
import io.redisguard.error.RedisGuardException;
import io.redisguard.resilience.DeadlineOptions;
import io.redisguard.resilience.DeadlineStage;
import io.redisguard.resilience.InFlightStage;
import java.util.List;

/**
 * The stages that every call on one connection passes, outermost first; the attempt itself comes after the last one.
 * This is the only place that knows their order. Thread-safe.
 */
public final class Road implements CommandStage {
    private final CommandStage[] stages;

    Road(CommandStage... stages) {
        this.stages = stages;
    }

    /** Lays the road of one connection. */
    public static Road of(ConnectionRole role, ConnectionOptions connection, DeadlineOptions deadlines) {
        return new Road(
                new ConnectionStage(role), new DeadlineStage(deadlines), new InFlightStage(connection.maxInFlight()));
    }

    /** Returns the stages, outermost first. */
    public List<CommandStage> stages() {
        return List.of(stages);
    }

    @Override
    public String name() {
        return "road";
    }

    /** Takes the call through all stages; when one stops it, those before it hear that it was rejected. */
    @Override
    public void enter(CommandCall call) {
        int entered = 0;
        try {
            for (; entered < stages.length; entered++) {
                stages[entered].enter(call);
            }
        } catch (RedisGuardException rejected) {
            for (int i = entered - 1; i >= 0; i--) {
                stages[i].leftWire(call);
                stages[i].settled(call, CallOutcome.REJECTED);
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

    @Override
    public void leftWire(CommandCall call) {
        for (CommandStage stage : stages) {
            stage.leftWire(call);
        }
    }
}
