package io.redisguard.lettuce;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What the user of an exclusive connection has changed about it, and how that is undone. RESET would undo it all, but
 * ends the login too. For one user at a time.
 */
final class Changes {
    private enum Change {
        WATCH,
        DATABASE,
        TRACKING,
        REPLICA_READS,
        FLUSHING,
        /** Another user, a listener and all else that nobody here knows how to undo. */
        FOR_GOOD
    }

    private final Set<Change> made = EnumSet.noneOf(Change.class);

    /** Notes a command that changes the connection. */
    void by(String command) {
        made.add(
                switch (command) {
                    case "WATCH" -> Change.WATCH;
                    case "SELECT" -> Change.DATABASE;
                    case "CLIENT TRACKING", "CLIENT CACHING" -> Change.TRACKING;
                    case "READONLY", "READWRITE" -> Change.REPLICA_READS;
                    default -> Change.FOR_GOOD;
                });
    }

    void unwatched() {
        made.remove(Change.WATCH);
    }

    void flushing(boolean automatically) {
        if (automatically) {
            made.remove(Change.FLUSHING);
        } else {
            made.add(Change.FLUSHING);
        }
    }

    void byListener() {
        made.add(Change.FOR_GOOD);
    }

    boolean areNone() {
        return made.isEmpty();
    }

    boolean areUndoable() {
        return !made.contains(Change.FOR_GOOD);
    }

    /** Returns what is to be sent to undo them; flushing is not among it. */
    List<AsyncCommand<byte[], byte[], String>> undo(boolean inTransaction, int database) {
        List<AsyncCommand<byte[], byte[], String>> commands = new ArrayList<>();
        if (inTransaction) {
            commands.add(command(CommandType.DISCARD, arguments()));
        } else if (made.contains(Change.WATCH)) {
            commands.add(command(CommandType.UNWATCH, arguments()));
        }
        if (made.contains(Change.DATABASE)) {
            commands.add(command(CommandType.SELECT, arguments().add(database)));
        }
        if (made.contains(Change.TRACKING)) {
            commands.add(command(CommandType.CLIENT, arguments().add("TRACKING").add("OFF")));
        }
        if (made.contains(Change.REPLICA_READS)) {
            commands.add(command(CommandType.READWRITE, arguments()));
        }
        return commands;
    }

    /** All of it has come true. */
    void undone() {
        made.clear();
    }

    private static CommandArgs<byte[], byte[]> arguments() {
        return new CommandArgs<>(ByteArrayCodec.INSTANCE);
    }

    private static AsyncCommand<byte[], byte[], String> command(
            CommandType type, CommandArgs<byte[], byte[]> arguments) {
        return new AsyncCommand<>(new Command<>(type, new StatusOutput<>(ByteArrayCodec.INSTANCE), arguments));
    }
}
