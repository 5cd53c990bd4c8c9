package io.redisguard.broken;

import java.util.logging.Logger;

/** Logs where nobody looks. */
public final class LogsElsewhere {
    Logger log() {
        return Logger.getLogger("elsewhere");
    }
}
