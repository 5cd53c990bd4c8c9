package io.redisguard.policy;

import java.util.List;

/** Finds the place of the application's code from which a call is made. */
final class CallSite {
    static final String UNKNOWN = "(not known)";

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
            "io.redisguard.lettuce.",
            "io.redisguard.observe.",
            "io.redisguard.policy.",
            "io.redisguard.resilience.",
            "io.redisguard.road.",
            "io.redisguard.GuardedCommands",
            "io.redisguard.RedisGuard");

    private CallSite() {}

    /** Returns {@code class.method(file:line)} of the nearest frame that is the application's. */
    static String find() {
        return WALKER.walk(frames -> frames.limit(DEEPEST)
                .filter(frame -> PASSING_ON.stream().noneMatch(frame.getClassName()::startsWith))
                .filter(frame -> !frame.getClassName().contains("$Proxy"))
                .findFirst()
                .map(frame -> frame.getClassName() + "." + frame.getMethodName() + "(" + frame.getFileName() + ":"
                        + frame.getLineNumber() + ")")
                .orElse(UNKNOWN));
    }
}
