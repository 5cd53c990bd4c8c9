package io.redisguard.observe;

import io.micrometer.core.instrument.Meter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All meters of redis-guard. Durations follow OpenTelemetry's convention for database clients; what only redis-guard
 * has is called {@code redis.guard.*}. Each has the tags that name the server, but {@link #OBSERVE_FAILURES}.
 */
public enum GuardMeter {
    /** How long calls took, with everything that was done for them. */
    DURATION(
            "db.client.operation.duration",
            Meter.Type.TIMER,
            "seconds",
            "Time from a call until its caller was told how it ended.",
            GuardTag.DB_SYSTEM,
            GuardTag.DB_OPERATION,
            GuardTag.ERROR_TYPE,
            GuardTag.STATUS_CODE),
    /** How many calls ended, and how. */
    COMMANDS(
            "redis.guard.commands",
            Meter.Type.COUNTER,
            null,
            "Calls that have ended.",
            GuardTag.COMMAND,
            GuardTag.OUTCOME,
            GuardTag.FACADE),
    /** How large commands and replies were. */
    PAYLOAD(
            "redis.guard.command.payload",
            Meter.Type.DISTRIBUTION_SUMMARY,
            "bytes",
            "Size of commands on the wire, and of the keys and values in their replies.",
            GuardTag.DIRECTION,
            GuardTag.FACADE),
    /** What the policy found. */
    POLICY_VIOLATIONS(
            "redis.guard.policy.violations",
            Meter.Type.COUNTER,
            null,
            "Calls that broke a rule of the policy.",
            GuardTag.RULE,
            GuardTag.ACTION),
    /** How many commands the bulkheads hold. */
    IN_FLIGHT(
            "redis.guard.inflight",
            Meter.Type.GAUGE,
            null,
            "Commands on the wire whose replies are due, those included whose callers gave up.",
            GuardTag.ROLE),
    /** How many calls wait for a link. */
    LINK_WAITING("redis.guard.link.waiting", Meter.Type.GAUGE, null, "Calls that wait for a link to be made anew."),
    /** How often links were lost. */
    LINK_LOST("redis.guard.link.lost", Meter.Type.COUNTER, null, "Links that were lost or ended."),
    /** How often links were ended by redis-guard. */
    LINK_REPLACED(
            "redis.guard.link.replaced",
            Meter.Type.COUNTER,
            null,
            "Links that redis-guard ended, to have them made anew.",
            GuardTag.FAULT),
    /** How many calls waited for a link in vain. */
    LINK_GIVEN_UP(
            "redis.guard.link.given.up",
            Meter.Type.COUNTER,
            null,
            "Calls that waited for a link which did not come within the grace."),
    /** How often links were made anew. */
    RECONNECTS("redis.guard.reconnects", Meter.Type.COUNTER, null, "Links that were made anew."),
    /** How often connections could not take on new credentials. */
    REAUTHENTICATION_FAILED(
            "redis.guard.reauthentication.failed",
            Meter.Type.COUNTER,
            null,
            "Connections that could not take on new credentials."),
    /** What the breaker is doing. */
    BREAKER_STATE(
            "redis.guard.breaker.state",
            Meter.Type.GAUGE,
            null,
            "State of the circuit breaker: 0 closed, 1 half-open, 2 open."),
    /** How often the breaker changed its state. */
    BREAKER_TRANSITIONS(
            "redis.guard.breaker.transitions",
            Meter.Type.COUNTER,
            null,
            "Changes of the circuit breaker's state.",
            GuardTag.TO),
    /** What the breaker refused. */
    BREAKER_REJECTED(
            "redis.guard.breaker.rejected", Meter.Type.COUNTER, null, "Attempts that the circuit breaker refused."),
    /** What the bulkhead refused. */
    BULKHEAD_REJECTED("redis.guard.bulkhead.rejected", Meter.Type.COUNTER, null, "Attempts that the bulkhead refused."),
    /** How often calls were repeated. */
    RETRY_ATTEMPTS(
            "redis.guard.retry.attempts", Meter.Type.COUNTER, null, "Attempts that were made after a failed one."),
    /** How often calls were not repeated any more. */
    RETRY_EXHAUSTED(
            "redis.guard.retry.exhausted",
            Meter.Type.COUNTER,
            null,
            "Calls that could have been repeated, but were not.",
            GuardTag.DENIED_BECAUSE),
    /** How much of the budget is left. */
    RETRY_BUDGET(
            "redis.guard.retry.budget.available",
            Meter.Type.GAUGE,
            null,
            "Share of the budget for repeats that is left, 0 to 1."),
    /** How often nodes of a cluster sent calls on. */
    REDIRECTS(
            "redis.guard.redirects",
            Meter.Type.COUNTER,
            null,
            "Calls that a node of a cluster has sent on to another one.",
            GuardTag.KIND),
    /** How many connections the pools have. */
    POOL_CONNECTIONS(
            "redis.guard.pool.connections",
            Meter.Type.GAUGE,
            null,
            "Connections of a pool, by what they are doing.",
            GuardTag.ROLE,
            GuardTag.POOL_STATE),
    /** How many borrowers wait. */
    POOL_WAITING(
            "redis.guard.pool.waiting",
            Meter.Type.GAUGE,
            null,
            "Borrowers that wait for a connection of a pool.",
            GuardTag.ROLE),
    /** How long borrowers waited. */
    POOL_WAIT(
            "redis.guard.pool.wait",
            Meter.Type.TIMER,
            "seconds",
            "Time until a borrower had a connection of a pool, or was told that there is none.",
            GuardTag.ROLE),
    /** How often borrowers found no connection. */
    POOL_EXHAUSTED(
            "redis.guard.pool.exhausted",
            Meter.Type.COUNTER,
            null,
            "Borrowers that were refused because all connections of a pool were lent.",
            GuardTag.ROLE),
    /** How often connections were lent for too long. */
    POOL_LEAKS(
            "redis.guard.pool.leaks",
            Meter.Type.COUNTER,
            null,
            "Connections that were lent for longer than leak-after.",
            GuardTag.ROLE),
    /** How often observing itself failed. */
    OBSERVE_FAILURES(
            "redis.guard.observe.failures",
            Meter.Type.COUNTER,
            null,
            "Failures of meter registries, observation handlers and event listeners; no call is affected.");

    private final String meterName;
    private final Meter.Type type;
    private final @Nullable String unit;
    private final String description;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<GuardTag> tags;

    GuardMeter(String meterName, Meter.Type type, @Nullable String unit, String description, GuardTag... tags) {
        this.meterName = meterName;
        this.type = type;
        this.unit = unit;
        this.description = description;
        this.tags = List.of(tags);
    }

    /** Returns the name, lower case with dots; registries turn it into what their backend likes. */
    public String meterName() {
        return meterName;
    }

    /** Returns what kind of meter it is. */
    public Meter.Type type() {
        return type;
    }

    /** Returns the unit, or {@code null} for a plain number. */
    public @Nullable String unit() {
        return unit;
    }

    /** Returns what it counts. */
    public String description() {
        return description;
    }

    /** Returns its tags besides those that name the server. */
    public List<GuardTag> tags() {
        return tags;
    }
}
