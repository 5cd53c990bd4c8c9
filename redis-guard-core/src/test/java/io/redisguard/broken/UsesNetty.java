package io.redisguard.broken;

import io.netty.util.NetUtil;

/** Is tied to netty. */
public final class UsesNetty {
    boolean is(String address) {
        return NetUtil.isValidIpV4Address(address);
    }
}
