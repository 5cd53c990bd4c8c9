package io.redisguard.lettuce;

import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.sync.NodeSelection;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/** Lettuce's synchronous API for clusters: {@link SyncCommands}, and what leads to single nodes. */
final class ClusterSyncCommands implements InvocationHandler {
    private final StatefulRedisClusterConnection<?, ?> connection;
    private final InvocationHandler commands;

    ClusterSyncCommands(StatefulRedisClusterConnection<?, ?> connection, Object async, Class<?>... interfaces) {
        this.connection = connection;
        this.commands = SyncCommands.handler(async, interfaces);
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] args) throws Throwable {
        if (NodeSelection.class.isAssignableFrom(method.getReturnType())) {
            throw new UnsupportedOperationException(method.getName()
                    + "() was refused: a thread would wait for many nodes without a deadline of its own. Use"
                    + " async()." + method.getName()
                    + "(), or getConnection(nodeId) for each node of getPartitions().");
        }
        if (method.getName().equals("getConnection") && args != null) {
            StatefulRedisConnection<?, ?> node = args.length == 1
                    ? connection.getConnection((String) args[0])
                    : connection.getConnection((String) args[0], (Integer) args[1]);
            return node.sync();
        }
        if (method.getName().equals("getStatefulConnection")) {
            return connection;
        }
        return commands.invoke(proxy, method, args);
    }
}
