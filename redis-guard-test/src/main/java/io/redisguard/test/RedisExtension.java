package io.redisguard.test;

import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives a JUnit test class one {@link RedisServer}, {@link ReplicatedRedis}, {@link SentinelRedis} or
 * {@link ClusterRedis}, whichever its parameters name, shared by its nested classes and closed after it.
 *
 * <p>They are parameters of constructors, lifecycle methods and tests. What a test killed, paused or failed over runs
 * again, with its data, before the next test; data is not cleared, so each test uses keys of its own.
 *
 * <p>With a configuration of your own: {@code @RegisterExtension static final RedisExtension redis =
 * RedisExtension.with(RedisServer.builder().config("maxmemory", "50mb"));} It gives that one type and no other, so a
 * class can have several.
 */
public final class RedisExtension implements BeforeAllCallback, BeforeEachCallback, ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(RedisExtension.class);

    private final Map<Class<?>, Supplier<? extends AutoCloseable>> makers;
    private volatile @Nullable ExtensionContext current;

    /** Makes an extension with the defaults of every type; JUnit calls it for {@code @ExtendWith}. */
    public RedisExtension() {
        this(Map.of(
                RedisServer.class, RedisServer::start,
                ReplicatedRedis.class, ReplicatedRedis::start,
                SentinelRedis.class, SentinelRedis::start,
                ClusterRedis.class, ClusterRedis::start));
    }

    private RedisExtension(Map<Class<?>, Supplier<? extends AutoCloseable>> makers) {
        this.makers = makers;
    }

    /** Returns an extension whose server is made by the builder, for a static field with {@code @RegisterExtension}. */
    public static RedisExtension with(RedisServer.Builder builder) {
        return new RedisExtension(Map.of(RedisServer.class, builder::start));
    }

    /** Returns an extension for a primary and replicas that the builder makes. */
    public static RedisExtension with(ReplicatedRedis.Builder builder) {
        return new RedisExtension(Map.of(ReplicatedRedis.class, builder::start));
    }

    /** Returns an extension for servers and Sentinels that the builder makes. */
    public static RedisExtension with(SentinelRedis.Builder builder) {
        return new RedisExtension(Map.of(SentinelRedis.class, builder::start));
    }

    /** Returns an extension for a cluster that the builder makes. */
    public static RedisExtension with(ClusterRedis.Builder builder) {
        return new RedisExtension(Map.of(ClusterRedis.class, builder::start));
    }

    /**
     * Returns the server of the test class that runs, for places without parameters.
     *
     * @throws IllegalStateException before the first test class starts
     */
    public RedisServer server() {
        return get(RedisServer.class);
    }

    /**
     * Returns the server or topology of the test class that runs, for places without parameters.
     *
     * @throws IllegalStateException before the first test class starts
     * @throws IllegalArgumentException when this extension does not give this type
     */
    public <T extends AutoCloseable> T get(Class<T> type) {
        ExtensionContext context = current;
        if (context == null) {
            throw new IllegalStateException("No test class with this extension has started.");
        }
        return valueOf(context, type);
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        current = context;
        if (makers.size() == 1) {
            makers.keySet().forEach(type -> valueOf(context, type));
        }
        revive(context);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        current = context;
        revive(context);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return makers.containsKey(parameter.getParameter().getType());
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return valueOf(context, parameter.getParameter().getType());
    }

    private <T> T valueOf(ExtensionContext context, Class<T> type) {
        Supplier<? extends AutoCloseable> maker = makers.get(type);
        if (maker == null) {
            throw new IllegalArgumentException("This extension gives " + makers.keySet() + ", not " + type + ".");
        }
        return storeOf(context).computeIfAbsent(type, unused -> type.cast(maker.get()), type);
    }

    private void revive(ExtensionContext context) {
        Store store = storeOf(context);
        for (Class<?> type : makers.keySet()) {
            Object started = store.get(type);
            if (started instanceof RedisTopology topology) {
                topology.restore();
            } else if (started instanceof RedisServer server && server.source() != ServerSource.ADDRESS) {
                server.revive();
            }
        }
    }

    /** Each extension keeps its own, so that two of them in one class are two. */
    private Store storeOf(ExtensionContext context) {
        return outermostClass(context).getStore(NAMESPACE.append(this));
    }

    private static ExtensionContext outermostClass(ExtensionContext context) {
        ExtensionContext outermost = context;
        ExtensionContext next = context;
        while (next.getTestClass().isPresent()) {
            outermost = next;
            if (next.getParent().isEmpty()) {
                break;
            }
            next = next.getParent().get();
        }
        return outermost;
    }
}
