package io.redisguard.observe;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.redisguard.command.CommandCall;
import io.redisguard.command.CommandCatalog;
import io.redisguard.command.ConnectionRole;
import io.redisguard.command.GuardEvent;
import io.redisguard.command.GuardEvent.BreakerState;
import io.redisguard.command.GuardEvent.CallRefused;
import io.redisguard.command.GuardEvent.LinkReplaced;
import io.redisguard.command.GuardEvent.RepeatDenied;
import io.redisguard.command.ServerRefusal;
import io.redisguard.error.CallOutcome;
import io.redisguard.internal.Text;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The meters of one server in one registry, but for the gauges. They stay when the guard is closed: what they count
 * last has still to be published, and the next guard for the server counts on. Thread-safe.
 */
final class ServerMeters {
    /** Upper bounds of the buckets. OpenTelemetry's begin at 1 ms, which is slow for Redis. */
    static final Duration[] BUCKETS = {
        Duration.ofNanos(250_000),
        Duration.ofNanos(500_000),
        Duration.ofMillis(1),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10)
    };

    /** More rules than the policy has; what comes beyond is counted as one. */
    private static final int MOST_RULES = 100;

    private static final String RAW = "raw";

    private final MeterRegistry registry;
    private final Tags server;
    private final Map<String, CommandMeters> commands = new ConcurrentHashMap<>();
    private final Map<String, Counter> violations = new ConcurrentHashMap<>();
    private final DistributionSummary bytesIn;
    private final DistributionSummary bytesOut;
    private final Counter linksLost;
    private final Map<LinkReplaced.Fault, Counter> linksReplaced;
    private final Counter givenUp;
    private final Counter reconnects;
    private final Counter reauthenticationFailed;
    private final Map<BreakerState, Counter> transitions;
    private final Map<CallRefused.Guard, Counter> refused;
    private final Counter repeats;
    private final Map<RepeatDenied.Reason, Counter> denied;
    private final Map<ServerRefusal, Counter> redirects;
    private final Map<ConnectionRole, Counter> exhausted;
    private final Map<ConnectionRole, Counter> leaks;

    ServerMeters(MeterRegistry registry, String server) {
        this.registry = registry;
        this.server = ServerName.of(server).tags();
        bytesIn = payload("in");
        bytesOut = payload("out");
        linksLost = counter(GuardMeter.LINK_LOST, Tags.empty());
        linksReplaced = counters(GuardMeter.LINK_REPLACED, GuardTag.FAULT, LinkReplaced.Fault.class);
        givenUp = counter(GuardMeter.LINK_GIVEN_UP, Tags.empty());
        reconnects = counter(GuardMeter.RECONNECTS, Tags.empty());
        reauthenticationFailed = counter(GuardMeter.REAUTHENTICATION_FAILED, Tags.empty());
        transitions = counters(GuardMeter.BREAKER_TRANSITIONS, GuardTag.TO, BreakerState.class);
        refused = new EnumMap<>(Map.of(
                CallRefused.Guard.BREAKER, counter(GuardMeter.BREAKER_REJECTED, Tags.empty()),
                CallRefused.Guard.BULKHEAD, counter(GuardMeter.BULKHEAD_REJECTED, Tags.empty())));
        repeats = counter(GuardMeter.RETRY_ATTEMPTS, Tags.empty());
        denied = counters(GuardMeter.RETRY_EXHAUSTED, GuardTag.DENIED_BECAUSE, RepeatDenied.Reason.class);
        redirects = new EnumMap<>(Map.of(
                ServerRefusal.MOVED, redirects(ServerRefusal.MOVED), ServerRefusal.ASK, redirects(ServerRefusal.ASK)));
        exhausted = counters(GuardMeter.POOL_EXHAUSTED, GuardTag.ROLE, ConnectionRole.class);
        leaks = counters(GuardMeter.POOL_LEAKS, GuardTag.ROLE, ConnectionRole.class);
    }

    /** Counts a call that has ended. */
    void count(CommandCall call, CallOutcome outcome, long nanos) {
        of(call.facts().name()).record(outcome, outcome == CallOutcome.SERVER_ERROR ? call.errorCode() : null, nanos);
        long out = call.requestBytes();
        if (out > 0) {
            bytesOut.record((double) out);
        }
        boolean answered = outcome == CallOutcome.SUCCESS || outcome == CallOutcome.CANNOT_DECODE;
        if (answered && !call.isQueuedByTransaction()) { // the reply to EXEC has those to the members in it
            bytesIn.record((double) call.replyBytes());
        }
    }

    /** Counts a call that found no connection. */
    void count(String command, CallOutcome outcome) {
        of(command).record(outcome, null, 0);
    }

    private CommandMeters of(String command) {
        CommandMeters known = commands.get(command);
        if (known != null) {
            return known;
        }
        return commands.computeIfAbsent(
                CommandCatalog.isKnown(command) ? command : GuardTag.OTHER, name -> new CommandMeters(this, name));
    }

    /** Counts an event. */
    void count(GuardEvent event) {
        if (event instanceof GuardEvent.LinkUp up) {
            reconnects.increment(up.outage().isZero() ? 0 : 1);
        } else if (event instanceof GuardEvent.LinkDown) {
            linksLost.increment();
        } else if (event instanceof LinkReplaced replaced) {
            increment(linksReplaced, replaced.fault());
        } else if (event instanceof GuardEvent.GraceEnded ended) {
            givenUp.increment(ended.calls());
        } else if (event instanceof GuardEvent.ReauthenticationFailed) {
            reauthenticationFailed.increment();
        } else if (event instanceof GuardEvent.CallRepeated) {
            repeats.increment();
        } else if (event instanceof RepeatDenied end) {
            increment(denied, end.reason());
        } else if (event instanceof GuardEvent.CallRedirected redirected) {
            increment(redirects, redirected.by());
        } else if (event instanceof GuardEvent.BreakerChanged change) {
            increment(transitions, change.to());
        } else if (event instanceof CallRefused refusal) {
            increment(refused, refusal.by());
        } else if (event instanceof GuardEvent.PolicyViolated violation) {
            violation(violation.rule(), violation.action()).increment();
        } else if (event instanceof GuardEvent.PoolExhausted refusal) {
            increment(exhausted, refusal.role());
        } else if (event instanceof GuardEvent.ConnectionHeldTooLong leak) {
            increment(leaks, leak.role());
        }
    }

    private static <E extends Enum<E>> void increment(Map<E, Counter> counters, E which) {
        Counter counter = counters.get(which);
        if (counter != null) {
            counter.increment();
        }
    }

    private Counter violation(String rule, String action) {
        Counter known = violations.get(rule + ' ' + action);
        if (known != null) {
            return known;
        }
        boolean tooMany = violations.size() >= MOST_RULES;
        String counted = tooMany ? GuardTag.OTHER : rule;
        String done = tooMany ? GuardTag.OTHER : action;
        return violations.computeIfAbsent(
                counted + ' ' + done,
                unused -> counter(
                        GuardMeter.POLICY_VIOLATIONS,
                        Tags.of(GuardTag.RULE.key(), counted, GuardTag.ACTION.key(), done)));
    }

    // ---- making them -------------------------------------------------------------------------------------------

    Timer timer(String command, String errorType, String code) {
        return Timer.builder(GuardMeter.DURATION.meterName())
                .description(GuardMeter.DURATION.description())
                .tags(server.and(
                        GuardTag.DB_SYSTEM.key(), "redis",
                        GuardTag.DB_OPERATION.key(), command,
                        GuardTag.ERROR_TYPE.key(), errorType,
                        GuardTag.STATUS_CODE.key(), code))
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }

    Counter commands(String command, Outcome outcome) {
        return counter(
                GuardMeter.COMMANDS,
                Tags.of(
                        GuardTag.COMMAND.key(), command,
                        GuardTag.OUTCOME.key(), outcome.tag(),
                        GuardTag.FACADE.key(), RAW));
    }

    private DistributionSummary payload(String direction) {
        return DistributionSummary.builder(GuardMeter.PAYLOAD.meterName())
                .description(GuardMeter.PAYLOAD.description())
                .baseUnit(GuardMeter.PAYLOAD.unit())
                .tags(server.and(GuardTag.DIRECTION.key(), direction, GuardTag.FACADE.key(), RAW))
                .register(registry);
    }

    private <E extends Enum<E>> Map<E, Counter> counters(GuardMeter meter, GuardTag tag, Class<E> values) {
        Map<E, Counter> counters = new EnumMap<>(values);
        Arrays.stream(values.getEnumConstants())
                .forEach(value -> counters.put(value, counter(meter, Tags.of(tag.key(), Text.of(value)))));
        return counters;
    }

    private Counter redirects(ServerRefusal by) {
        return counter(GuardMeter.REDIRECTS, Tags.of(GuardTag.KIND.key(), Text.of(by)));
    }

    private Counter counter(GuardMeter meter, Tags tags) {
        return Counter.builder(meter.meterName())
                .description(meter.description())
                .tags(server.and(tags))
                .register(registry);
    }
}
