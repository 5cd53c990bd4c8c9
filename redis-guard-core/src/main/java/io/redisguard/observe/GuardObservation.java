package io.redisguard.observe;

import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.docs.ObservationDocumentation;
import java.util.Arrays;

/** The observations of redis-guard, as Micrometer documents them. */
public enum GuardObservation implements ObservationDocumentation {
    /**
     * One call, with all its attempts. To name it otherwise, register a {@code GlobalObservationConvention} for
     * {@link CallObservationContext}.
     */
    CALL;

    private static final KeyName[] KEYS = Arrays.stream(new GuardTag[] {
                GuardTag.DB_SYSTEM,
                GuardTag.DB_OPERATION,
                GuardTag.SERVER_ADDRESS,
                GuardTag.SERVER_PORT,
                GuardTag.ERROR_TYPE,
                GuardTag.STATUS_CODE
            })
            .map(tag -> (KeyName) tag::key)
            .toArray(KeyName[]::new);

    @Override
    public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
        return CallObservationConvention.class;
    }

    @Override
    public KeyName[] getLowCardinalityKeyNames() {
        return KEYS.clone();
    }
}
