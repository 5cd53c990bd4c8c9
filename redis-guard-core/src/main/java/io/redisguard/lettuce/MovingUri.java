package io.redisguard.lettuce;

import io.lettuce.core.RedisURI;
import java.util.function.Supplier;

/** The URI of a server whose place in the deployment can go to another one; it is looked up for each new link. */
final class MovingUri extends RedisURI {
    private static final long serialVersionUID = 1;

    private final transient Supplier<RedisURI> present;

    MovingUri(RedisURI known, Supplier<RedisURI> present) {
        super(known);
        this.present = present;
    }

    RedisURI present() {
        return present.get();
    }

    @Override
    public String toString() {
        return ClientSettings.textOf(this);
    }
}
