package io.redisguard.lettuce;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.protocol.CommandEncoder;
import io.lettuce.core.protocol.CommandHandler;
import io.lettuce.core.protocol.DefaultEndpoint;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.NettyCustomizer;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.redisguard.PickyCodec;
import io.redisguard.command.CallRoad;
import io.redisguard.command.CommandRoad;
import io.redisguard.command.ConnectionRole;
import io.redisguard.command.Link;
import io.redisguard.command.RoadTimer;
import io.redisguard.resilience.NodeHealth;
import io.redisguard.road.Roads;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A guarded connection as the client makes it, Lettuce's own endpoint and handlers included, over channels without a
 * network to a model of a server. A lost channel stays lost until a test makes another one.
 */
final class SimulatedLink {
    private static final String SERVER = "model:6379";
    private static final Duration UNUSED = Duration.ofSeconds(1);
    private static final ClientOptions OPTIONS = ClientSettings.options(
            null, new DriverSettings(UNUSED, UNUSED, UNUSED, UNUSED, 1, "test", Integer.MAX_VALUE));
    private static final int MAX_COMMAND_BYTES = 1 << 20;

    private final ClientResources resources;
    private final ModelServer server;
    private final Channels carriers = new Channels();
    private final FlushCoalescing pipeline = new FlushCoalescing(
            new NettyCustomizer() {
                @Override
                public void afterChannelInitialized(Channel channel) {}
            },
            carriers);
    private final DefaultEndpoint endpoint;
    private final ConnectionContext context;
    private final GuardedConnection<String, String> connection;
    private final Roads roads;
    private final RecordingRoad road;
    private volatile @Nullable SimulatedChannel channel;
    private volatile ModelServer.@Nullable Connection peer;

    SimulatedLink(ClientResources resources, ModelServer server, Roads roads, RoadTimer timer, Executor executor) {
        this.resources = resources;
        this.server = server;
        this.roads = roads;
        endpoint = new DefaultEndpoint(OPTIONS, resources);
        RecordingRoad[] made = new RecordingRoad[1];
        context = new ConnectionContext(
                ConnectionRole.SHARED,
                new CommandRoad.Builder() {
                    @Override
                    public CommandRoad over(ConnectionRole role, Link link) {
                        made[0] = new RecordingRoad(roads.over(role, link));
                        return made[0];
                    }

                    @Override
                    public CallRoad calls(String name, RoadTimer clock) {
                        return roads.calls(name, clock);
                    }
                },
                timer,
                executor,
                SERVER,
                new CommandLimits(MAX_COMMAND_BYTES),
                endpoint::disconnect);
        road = made[0];
        carriers.add(endpoint, context);
        context.whenReleased(() -> carriers.remove(endpoint));
        connection =
                new GuardedConnection<>(endpoint, endpoint, new PickyCodec(), UNUSED, OPTIONS.getJsonParser(), context);
        endpoint.setConnectionFacade(connection);
    }

    /** Makes a channel, on an event loop that carries it out. */
    void connect(EventLoop loop) {
        ModelServer.Connection made = server.connection();
        SimulatedChannel opened = new SimulatedChannel(made::receive);
        opened.pipeline().addLast(new CommandEncoder(), new CommandHandler(OPTIONS, resources, endpoint));
        pipeline.afterChannelInitialized(opened);
        peer = made;
        channel = opened;
        loop.register(opened).addListener(registered -> loop.execute(opened::connected));
    }

    /** Tells whether there is no channel, and nothing of the one before is left to be done. */
    boolean isGone() {
        SimulatedChannel present = channel;
        return present == null || (!present.isOpen() && !present.isRegistered());
    }

    @Nullable
    SimulatedChannel channel() {
        return channel;
    }

    ModelServer.@Nullable Connection peer() {
        return peer;
    }

    ConnectionContext context() {
        return context;
    }

    GuardedConnection<String, String> connection() {
        return connection;
    }

    RecordingRoad road() {
        return road;
    }

    NodeHealth node() {
        return Objects.requireNonNull(roads.node(SERVER));
    }
}
