package io.redisguard.lettuce;

import io.netty.channel.epoll.Epoll;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells whether netty's native transport is there, which TCP_USER_TIMEOUT needs. */
final class NativeTransport {
    private static final Logger LOG = LoggerFactory.getLogger(NativeTransport.class);
    private static final AtomicBoolean WARNED = new AtomicBoolean();

    private NativeTransport() {}

    /** Warns once per process when it is not there. */
    static boolean isAvailable() {
        boolean available = isLoaded();
        if (!available && WARNED.compareAndSet(false, true)) {
            LOG.warn("netty's native epoll transport is not available, so TCP_USER_TIMEOUT is off: a network that drops"
                    + " packets without a word is noticed later. On Linux, keep netty-transport-native-epoll on the"
                    + " class path.");
        }
        return available;
    }

    private static boolean isLoaded() {
        try {
            return Epoll.isAvailable();
        } catch (NoClassDefFoundError excludedByTheUser) {
            return false;
        }
    }
}
