package io.redisguard.broken;

import io.lettuce.core.protocol.CommandType;

/** Is tied to the insides of a Lettuce version. */
public final class ReachesIntoLettuce {
    String name(CommandType type) {
        return type.name();
    }
}
