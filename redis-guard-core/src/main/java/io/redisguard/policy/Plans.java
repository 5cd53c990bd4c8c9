package io.redisguard.policy;

import io.redisguard.command.CommandCatalog;
import io.redisguard.command.CommandFacts;
import io.redisguard.command.ConnectionEffect;
import io.redisguard.command.Danger;
import io.redisguard.command.Expiry;
import io.redisguard.command.KeyPositions;
import io.redisguard.command.ReplySize;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;

/** Which checks each command needs, found out once. Immutable. */
final class Plans {
    private static final Check[] UNKNOWN = {
        new SharedConnectionCheck(), new DangerCheck(), new UnknownCommandCheck(), new SizeCheck()
    };

    private final IdentityHashMap<CommandFacts, Check[]> known = new IdentityHashMap<>();

    Plans(PolicyOptions options) {
        boolean anyExpiring = options.keys().stream().anyMatch(KeyPolicy::isExpiring);
        for (CommandFacts facts : CommandCatalog.all()) {
            known.put(facts, plan(facts, options.slots(), anyExpiring));
        }
    }

    private static Check[] plan(CommandFacts facts, SlotDemand slots, boolean anyExpiring) {
        List<Check> plan = new ArrayList<>();
        if (facts.effect() != ConnectionEffect.NONE) {
            plan.add(new SharedConnectionCheck());
        }
        if (facts.danger() != Danger.NONE) {
            plan.add(new DangerCheck());
        }
        if (ScriptCheck.carriesScript(facts.name())) {
            plan.add(new ScriptCheck());
        }
        if (facts.reply() != ReplySize.BOUNDED && facts.danger() == Danger.NONE) {
            plan.add(new UnboundedReadCheck());
        }
        if (!facts.keys().equals(KeyPositions.NONE)) {
            plan.add(new KeyCheck());
            if (slots == SlotDemand.ONE_SLOT) {
                plan.add(new SlotCheck());
            }
        }
        plan.add(new SizeCheck());
        if (facts.name().equals("DEL")) {
            plan.add(new BigDeleteCheck());
        }
        if (anyExpiring && (facts.expiry() != Expiry.NONE || ExpiryCheck.concerns(facts))) {
            plan.add(new ExpiryCheck());
        }
        return plan.toArray(Check[]::new);
    }

    Check[] of(CommandFacts facts) {
        return known.getOrDefault(facts, UNKNOWN);
    }
}
