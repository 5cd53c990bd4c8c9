package io.redisguard.observe;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.redisguard.command.CommandCatalog;
import io.redisguard.error.CallOutcome;
import org.jspecify.annotations.Nullable;

/** The observation of one call, kept with it until it ends. */
final class CallObservation {
    private final CallObservationContext context;
    private final Observation observation;

    private CallObservation(CallObservationContext context, Observation observation) {
        this.context = context;
        this.observation = observation;
    }

    /** Creates one that has not begun. */
    static CallObservation of(ObservationRegistry registry, ServerName server, String command) {
        CallObservationContext context =
                new CallObservationContext(CommandCatalog.isKnown(command) ? command : GuardTag.OTHER, server);
        return new CallObservation(
                context,
                GuardObservation.CALL.observation(null, CallObservationConvention.INSTANCE, () -> context, registry));
    }

    /** Starts it as a child of what is current on this thread. It has to be stopped even when this throws. */
    void start() {
        observation.start();
    }

    /** Ends it; of a failure handlers hear the type alone. */
    void stop(CallOutcome outcome, @Nullable String errorCode) {
        try {
            if (outcome != CallOutcome.SUCCESS) {
                String code = ErrorTypes.code(outcome, errorCode);
                String type = ErrorTypes.type(outcome, code);
                context.failed(type, code);
                observation.error(new CallFailedException(type));
            }
        } finally {
            observation.stop();
        }
    }

    /** Marks an observation as failed, in place of an exception that might say what nobody should read. */
    static final class CallFailedException extends RuntimeException {
        private static final long serialVersionUID = 1;

        CallFailedException(String errorType) {
            super(errorType, null, false, false);
        }
    }
}
