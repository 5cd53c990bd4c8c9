package io.redisguard.topology;

import io.lettuce.core.internal.HostAndPort;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import io.lettuce.core.resource.DnsResolvers;
import io.lettuce.core.resource.MappingSocketAddressResolver;
import io.redisguard.test.FaultProxy;
import io.redisguard.test.RedisServer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A proxy in front of each server, and Lettuce's resources with which every connection leads through them. */
final class Proxies implements AutoCloseable {
    private final Map<Integer, FaultProxy> byPort = new HashMap<>();
    private final ClientResources resources;

    /** Puts a proxy in front of each server. */
    Proxies(List<RedisServer> servers) {
        servers.forEach(server -> byPort.put(server.port(), FaultProxy.inFrontOf(server.host(), server.port())));
        resources = ClientResources.builder()
                .reconnectDelay(Delay.constant(Duration.ofMillis(100)))
                .socketAddressResolver(MappingSocketAddressResolver.create(DnsResolvers.UNRESOLVED, this::throughProxy))
                .build();
    }

    private HostAndPort throughProxy(HostAndPort server) {
        FaultProxy proxy = byPort.get(server.getPort());
        return proxy == null ? server : HostAndPort.of(proxy.host(), proxy.port());
    }

    /** Returns the resources. */
    ClientResources resources() {
        return resources;
    }

    /** Returns the proxy in front of a server. */
    FaultProxy of(RedisServer server) {
        FaultProxy proxy = byPort.get(server.port());
        if (proxy == null) {
            throw new IllegalArgumentException("There is no proxy in front of " + server + ".");
        }
        return proxy;
    }

    @Override
    public void close() {
        byPort.values().forEach(FaultProxy::close);
        resources.shutdown(0, 5, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
    }
}
