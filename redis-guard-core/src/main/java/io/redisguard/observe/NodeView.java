package io.redisguard.observe;

import io.redisguard.command.ConnectionRole;
import io.redisguard.command.GuardEvent.BreakerState;
import java.util.function.DoubleSupplier;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;

/**
 * Where the gauges of one node look.
 *
 * @param breaker state of its circuit breaker
 * @param onWire how many commands wait for their replies
 * @param waiting how many calls wait for a link
 * @param retryBudget share of the budget for repeats that is left, 0 to 1
 */
public record NodeView(
        Supplier<BreakerState> breaker,
        ToIntFunction<ConnectionRole> onWire,
        IntSupplier waiting,
        DoubleSupplier retryBudget) {}
