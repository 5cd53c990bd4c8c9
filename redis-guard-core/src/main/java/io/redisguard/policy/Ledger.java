package io.redisguard.policy;

import io.redisguard.command.CommandCall;
import io.redisguard.command.GuardEvent;
import io.redisguard.command.GuardEvents;
import io.redisguard.internal.CallSite;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps count of what broke which rule, tells those who listen, and logs warnings. Thread-safe. */
final class Ledger {
    private static final Logger LOG = LoggerFactory.getLogger(PolicyStage.class);
    private static final int MOST_LINES = 2_000;
    private static final String OTHERS = "_other";

    private final Map<Key, LedgerLine> lines = new ConcurrentHashMap<>();
    private final LongSupplier nanoTime;
    private final GuardEvents events;

    Ledger(LongSupplier nanoTime, GuardEvents events) {
        this.nanoTime = nanoTime;
        this.events = events;
    }

    private record Key(PolicyRule rule, String command, PolicyAction action) {}

    /** Notes a breach by a call that is being made on this thread. */
    void note(String server, CommandCall call, Breach breach, PolicyAction action, @Nullable String reason) {
        String command = call.facts().name();
        LedgerLine line = line(command, breach, action);
        line.count(reason);
        if (line.mayTrace()) {
            String place = CallSite.find();
            line.cameFrom(place);
            call.comesFrom(place);
        }
        tell(server, command, breach, action, line);
    }

    /** Notes a breach that became known later, on a thread that did not make the call. */
    void noteLate(String server, CommandCall call, Breach breach, PolicyAction action, @Nullable String reason) {
        String command = call.facts().name();
        LedgerLine line = line(command, breach, action);
        line.count(reason);
        String place = call.place();
        if (place != null && line.mayTrace()) {
            line.cameFrom(place);
        }
        tell(server, command, breach, action, line);
    }

    private LedgerLine line(String command, Breach breach, PolicyAction action) {
        Key key = new Key(breach.rule(), command, action);
        LedgerLine known = lines.get(key);
        if (known != null) {
            return known;
        }
        Key kept = lines.size() < MOST_LINES ? key : new Key(breach.rule(), OTHERS, action);
        return lines.computeIfAbsent(kept, absent -> new LedgerLine(nanoTime.getAsLong()));
    }

    private void tell(String server, String command, Breach breach, PolicyAction action, LedgerLine line) {
        events.raise(() ->
                new GuardEvent.PolicyViolated(server, command, breach.rule().id(), action.id()));
        if (action == PolicyAction.WARNED && line.mayLog(nanoTime.getAsLong())) {
            LOG.warn("At {}: {}", server, breach.message(command, "breaks"));
        }
    }

    PolicyReport report() {
        return new PolicyReport(lines.entrySet().stream()
                .map(entry -> entry.getValue()
                        .entry(
                                entry.getKey().rule(),
                                entry.getKey().command(),
                                entry.getKey().action()))
                .sorted(PolicyReport.ORDER)
                .toList());
    }
}
