package io.redisguard.connection;

import io.redisguard.command.CommandCall;
import io.redisguard.command.CommandStage;

/** Refuses what the connection of a call cannot send, whatever the policy says. Thread-safe. */
public final class ConnectionStage implements CommandStage {
    @Override
    public String name() {
        return "connection";
    }

    @Override
    public void enter(CommandCall call) {
        RuntimeException refusal = call.refusal();
        if (refusal != null) {
            throw refusal;
        }
    }
}
