package io.redisguard.connection;

import io.redisguard.command.CommandCall;
import io.redisguard.command.CommandStage;
import io.redisguard.command.ConnectionRole;
import io.redisguard.error.CommandRejectedException;

/**
 * Refuses what the connection of a call cannot carry without harm to others or to the order of replies. Thread-safe.
 */
public final class ConnectionStage implements CommandStage {
    private final ConnectionRole role;

    /** Creates the stage for a connection of this role. */
    public ConnectionStage(ConnectionRole role) {
        this.role = role;
    }

    @Override
    public String name() {
        return "connection";
    }

    @Override
    public void enter(CommandCall call) {
        switch (call.effect()) {
            case REPLY_STREAM ->
                throw refused(
                        call,
                        "it ends or falsifies the one reply per command that all later calls rely on",
                        "Use a Lettuce connection of your own for it");
            case TRANSACTION -> refuseOnShared(call, "everybody's commands would end up in its transaction");
            case STATE -> refuseOnShared(call, "it would change the connection for everybody");
            case WAIT -> refuseOnShared(call, "everybody's calls would wait behind it");
            case NONE, BY_OPTION, BY_SUBCOMMAND -> {}
        }
    }

    private void refuseOnShared(CommandCall call, String why) {
        if (role == ConnectionRole.SHARED) {
            throw refused(call, why + ", since the connection is shared", "Use guard.exclusive(connection -> ...)");
        }
    }

    private static CommandRejectedException refused(CommandCall call, String why, String instead) {
        String command =
                call.subcommand() == null ? call.facts().name() : call.facts().name() + " " + call.subcommand();
        return new CommandRejectedException(command + " was refused: " + why + ". " + instead + ".");
    }
}
