package io.redisguard.internal;

import java.util.Arrays;
import java.util.List;

/** Finds the place of the application's code from which a call is made. */
public final class CallSite {
    /** Stands for a place that is not known. */
    public static final String UNKNOWN = "(not known)";

    private static final StackWalker WALKER = StackWalker.getInstance();
    private static final int DEEPEST = 256;

    /** Code that passes calls on: ours, the driver's, the JDK's and frameworks'. */
    private static final List<String> PASSING_ON = List.of(
            "io.lettuce.",
            "io.netty.",
            "java.",
            "javax.",
            "jdk.",
            "sun.",
            "com.sun.",
            "reactor.",
            "org.reactivestreams.",
            "org.springframework.",
            "kotlin.",
            "kotlinx.",
            "io.redisguard.command.",
            "io.redisguard.connection.",
            "io.redisguard.internal.",
            "io.redisguard.lettuce.",
            "io.redisguard.observe.",
            "io.redisguard.policy.",
            "io.redisguard.resilience.",
            "io.redisguard.road.",
            "io.redisguard.GuardedCommands",
            "io.redisguard.RedisGuard");

    private CallSite() {}

    /** Returns {@code class.method(file:line)} of the nearest frame that is the application's. */
    public static String find() {
        return WALKER.walk(frames -> frames.limit(DEEPEST)
                .filter(frame -> isOfApplication(frame.getClassName()))
                .findFirst()
                .map(frame -> frame.toStackTraceElement())
                .map(CallSite::name)
                .orElse(UNKNOWN));
    }

    /** Returns the same for the place where the exception was made. */
    public static String of(Throwable made) {
        return Arrays.stream(made.getStackTrace())
                .filter(frame -> isOfApplication(frame.getClassName()))
                .findFirst()
                .map(CallSite::name)
                .orElse(UNKNOWN);
    }

    private static boolean isOfApplication(String className) {
        return PASSING_ON.stream().noneMatch(className::startsWith) && !className.contains("$Proxy");
    }

    private static String name(StackTraceElement frame) {
        return frame.getClassName() + "." + frame.getMethodName() + "(" + frame.getFileName() + ":"
                + frame.getLineNumber() + ")";
    }
}
