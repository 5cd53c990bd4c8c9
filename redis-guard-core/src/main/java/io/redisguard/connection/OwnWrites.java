package io.redisguard.connection;

import io.lettuce.core.cluster.SlotHash;
import io.redisguard.command.CommandArguments;
import io.redisguard.command.CommandCall;
import io.redisguard.command.KeyPositions;
import io.redisguard.command.Repeat;
import io.redisguard.command.RoadTimer;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Remembers which keys were written not long ago. Keys of one hash slot are remembered as one, so the memory is bounded
 * and a mistake only makes a read go to the primary. Thread-safe.
 */
final class OwnWrites {
    /** They are no reads, but change no key either; of others without keys nobody knows. */
    private static final Set<String> NO_WRITES = Set.of("PUBLISH", "SPUBLISH", "WAIT", "WAITAOF");

    private final long windowNanos;
    private final RoadTimer timer;
    private final long origin;
    private final AtomicLongArray untilBySlot = new AtomicLongArray(SlotHash.SLOT_COUNT);
    private volatile long untilForAll;

    OwnWrites(Duration window, RoadTimer timer) {
        this.windowNanos = window.toNanos();
        this.timer = timer;
        this.origin = timer.nanoTime();
    }

    /** Time since the beginning, so that zero means never. */
    private long now() {
        return timer.nanoTime() - origin;
    }

    /** Notes the keys of a write that is about to be sent; it may be executed as late as its deadline. */
    void note(CommandCall call) {
        if (isNoWrite(call)) {
            return;
        }
        long until = now() + Math.max(0, call.remainingNanos()) + windowNanos;
        CommandArguments arguments = call.arguments();
        KeyPositions keys = call.facts().keys();
        int key = keys.first(arguments);
        if (key < 0) {
            untilForAll = Math.max(untilForAll, until);
        }
        for (; key >= 0; key = keys.after(arguments, key)) {
            untilBySlot.accumulateAndGet(arguments.slot(key), until, Math::max);
        }
    }

    private static boolean isNoWrite(CommandCall call) {
        String command = call.facts().name();
        return switch (call.effect()) {
            case STATE -> true;
            case TRANSACTION -> !command.equals("EXEC"); // which may come long after what it executes
            default -> call.facts().repeat() == Repeat.READ || NO_WRITES.contains(command);
        };
    }

    /** Tells whether any key of a read was written not long ago. */
    boolean hasAny(CommandCall call) {
        long now = now();
        if (untilForAll > now) {
            return true;
        }
        CommandArguments arguments = call.arguments();
        KeyPositions keys = call.facts().keys();
        for (int key = keys.first(arguments); key >= 0; key = keys.after(arguments, key)) {
            if (untilBySlot.get(arguments.slot(key)) > now) {
                return true;
            }
        }
        return false;
    }
}
