package io.redisguard;

import ch.qos.logback.classic.LoggerContext;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/** Fails every test during which a key, a value or a secret is logged. JUnit finds it by itself. */
public final class CanaryWatch implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {
    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(CanaryWatch.class);

    /** Is on from the first test to the end of the run. */
    private record Installed(LoggerContext context, CanaryFilter filter) implements AutoCloseable {
        static Installed now() {
            LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
            CanaryFilter filter = new CanaryFilter();
            filter.setContext(context);
            filter.start();
            context.addTurboFilter(filter);
            return new Installed(context, filter);
        }

        @Override
        public void close() {
            context.getTurboFilterList().remove(filter);
            filter.check();
        }
    }

    /** Tells whether the log of the suite is watched now. */
    static boolean isOn() {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        return context.getTurboFilterList().stream().anyMatch(CanaryFilter.class::isInstance);
    }

    private static CanaryFilter filter(ExtensionContext context) {
        return context.getRoot()
                .getStore(NAMESPACE)
                .computeIfAbsent(Installed.class, unused -> Installed.now(), Installed.class)
                .filter();
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        filter(context).check();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        filter(context).check();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        filter(context).check();
    }
}
