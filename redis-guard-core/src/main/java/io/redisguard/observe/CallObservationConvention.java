package io.redisguard.observe;

import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/** Names a call as OpenTelemetry's convention for database clients does. */
final class CallObservationConvention implements ObservationConvention<CallObservationContext> {
    /** Not that of the timer: handlers that make meters of observations would count each call twice. */
    static final String NAME = "redis.guard.call";

    static final CallObservationConvention INSTANCE = new CallObservationConvention();

    private CallObservationConvention() {}

    @Override
    public boolean supportsContext(Observation.Context context) {
        return context instanceof CallObservationContext;
    }

    @Override
    public String getName() {
        return NAME;
    }

    @Override
    public String getContextualName(CallObservationContext context) {
        return context.operation();
    }

    @Override
    public KeyValues getLowCardinalityKeyValues(CallObservationContext context) {
        return KeyValues.of(
                GuardTag.DB_SYSTEM.key(), "redis",
                GuardTag.DB_OPERATION.key(), context.operation(),
                GuardTag.SERVER_ADDRESS.key(), context.serverAddress(),
                GuardTag.SERVER_PORT.key(), context.serverPort(),
                GuardTag.ERROR_TYPE.key(), context.errorType(),
                GuardTag.STATUS_CODE.key(), context.statusCode());
    }
}
