package io.redisguard.test;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives a JUnit test class one {@link RedisServer}, shared by its nested classes and closed after it.
 *
 * <p>The server is a parameter of constructors, lifecycle methods and tests. A server that a test killed or paused runs
 * again, with its data, before the next test; data is not cleared, so each test uses keys of its own.
 *
 * <p>With a configuration of your own: {@code @RegisterExtension static final RedisExtension redis =
 * RedisExtension.with(RedisServer.builder().config("maxmemory", "50mb"));}
 */
public final class RedisExtension implements BeforeAllCallback, BeforeEachCallback, ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(RedisExtension.class);

    private final RedisServer.Builder builder;
    private volatile @Nullable RedisServer latest;

    /** Makes an extension with the default server; JUnit calls it for {@code @ExtendWith}. */
    public RedisExtension() {
        this(RedisServer.builder());
    }

    private RedisExtension(RedisServer.Builder builder) {
        this.builder = builder;
    }

    /** Returns an extension whose server is made by the builder, for a static field with {@code @RegisterExtension}. */
    public static RedisExtension with(RedisServer.Builder builder) {
        return new RedisExtension(builder);
    }

    /**
     * Returns the server of the test class that runs, for places without parameters.
     *
     * @throws IllegalStateException before the first test class starts
     */
    public RedisServer server() {
        RedisServer server = latest;
        if (server == null) {
            throw new IllegalStateException("No test class with this extension has started.");
        }
        return server;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        revive(serverOf(context));
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        revive(serverOf(context));
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == RedisServer.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return serverOf(context);
    }

    private RedisServer serverOf(ExtensionContext context) {
        Store store = outermostClass(context).getStore(NAMESPACE);
        RedisServer server = store.computeIfAbsent(this, unused -> builder.start(), RedisServer.class);
        latest = server;
        return server;
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

    private static void revive(RedisServer server) {
        if (server.source() == ServerSource.ADDRESS) {
            return;
        }
        if (server.isPaused()) {
            server.resume();
        } else if (!server.isRunning()) {
            server.restart();
        }
    }
}
