package io.redisguard.command;

import io.redisguard.error.CallOutcome;
import java.time.Duration;

/**
 * Something that happened on the road and that an operator may want to count. Events name the server and the command,
 * never a key or a value. Immutable.
 */
public sealed interface GuardEvent {
    /** Returns {@code host:port} of the server, or its socket. */
    String server();

    /**
     * The link of a connection was made, for the first time or anew.
     *
     * @param outage how long it had been down; zero for the first time
     * @param waiting how many calls had waited for it
     */
    record LinkUp(String server, Duration outage, int waiting) implements GuardEvent {}

    /** The link of a connection was lost. */
    record LinkDown(String server) implements GuardEvent {}

    /**
     * A link was ended by redis-guard, to be made anew.
     *
     * @param fault why
     */
    record LinkReplaced(String server, Fault fault) implements GuardEvent {
        /** Why a link was ended. */
        public enum Fault {
            /** Nothing came in for too long, though replies were due. */
            SILENT,
            /** The server takes no writes; another one may by now. */
            READ_ONLY
        }
    }

    /**
     * Calls that had waited for a link were given up, because it did not come in time.
     *
     * @param calls how many
     */
    record GraceEnded(String server, int calls) implements GuardEvent {}

    /**
     * A call is going to be repeated.
     *
     * @param command name of the command
     * @param attempt number of the attempt that failed, from 1
     * @param delay pause before the next one; zero when it waits for the link
     */
    record CallRepeated(String server, String command, int attempt, Duration delay) implements GuardEvent {}

    /**
     * A call that could have been repeated was not.
     *
     * @param command name of the command
     * @param reason why
     */
    record RepeatDenied(String server, String command, Reason reason) implements GuardEvent {
        /** Why a call was not repeated. */
        public enum Reason {
            /** It had all its attempts. */
            ATTEMPTS,
            /** Too many calls were repeated already in the last seconds. */
            BUDGET,
            /** Its time would be over before. */
            DEADLINE
        }
    }

    /**
     * A node of a cluster has sent a call on to another one. While that one is being connected to, the call asks again
     * and is sent on again, every 20 ms.
     *
     * @param command name of the command
     * @param by its answer
     */
    record CallRedirected(String server, String command, ServerRefusal by) implements GuardEvent {}

    /**
     * The circuit breaker of a node has changed its state.
     *
     * @param from the state before
     * @param to the state now
     */
    record BreakerChanged(String server, BreakerState from, BreakerState to) implements GuardEvent {}

    /**
     * A call was refused because the breaker was open or had no probe left, or because the bulkhead was full.
     *
     * @param command name of the command
     * @param by who refused it
     */
    record CallRefused(String server, String command, Guard by) implements GuardEvent {
        /** Who refused a call. */
        public enum Guard {
            /** The circuit breaker. */
            BREAKER,
            /** The bulkhead. */
            BULKHEAD
        }
    }

    /**
     * A call broke a rule of the policy.
     *
     * @param command name of the command
     * @param rule which rule, in lower case
     * @param action what the policy did about it, in lower case
     */
    record PolicyViolated(String server, String command, String rule, String action) implements GuardEvent {}

    /**
     * A call took longer than calls should.
     *
     * @param command name of the command
     * @param duration how long it took, without the time that it asked the server to wait
     * @param outcome how it ended
     * @param attempts how many attempts were made for it
     */
    record SlowCall(String server, String command, Duration duration, CallOutcome outcome, int attempts)
            implements GuardEvent {}

    /**
     * A connection has been lent for longer than its pool's {@code leak-after}; told once for each loan.
     *
     * @param role what the connections of the pool are for
     * @param held how long it has been lent so far
     * @param thread name of the thread that borrowed it
     * @param place where in the code that was
     */
    record ConnectionHeldTooLong(String server, ConnectionRole role, Duration held, String thread, String place)
            implements GuardEvent {}

    /**
     * A borrower was refused, because all connections of a pool were lent for too long, or too many waited already.
     *
     * @param role what the connections of the pool are for
     * @param waited how long the borrower had waited
     */
    record PoolExhausted(String server, ConnectionRole role, Duration waited) implements GuardEvent {}

    /**
     * A connection could not take on new credentials. It keeps those it has, as long as the server lets it.
     *
     * @param reason code of the server's error, or name of the failure
     */
    record ReauthenticationFailed(String server, String reason) implements GuardEvent {}

    /** State of a circuit breaker. */
    enum BreakerState {
        /** All calls pass. */
        CLOSED,
        /** No call passes. */
        OPEN,
        /** A few calls pass, to see how they fare. */
        HALF_OPEN
    }
}
