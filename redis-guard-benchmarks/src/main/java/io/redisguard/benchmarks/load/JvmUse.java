package io.redisguard.benchmarks.load;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.Map;

/**
 * What this JVM has used since it started. Virtual threads allocate on account of their carriers.
 *
 * @param cpuNanos processor time of all threads, those of the JVM itself included
 * @param bytesByThread what each platform thread that lives has allocated, but not the one that asks
 */
record JvmUse(long cpuNanos, Map<Long, Long> bytesByThread) {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    static JvmUse now() {
        long self = Thread.currentThread().getId();
        long[] ids = THREADS.getAllThreadIds();
        long[] bytes = THREADS.getThreadAllocatedBytes(ids);
        Map<Long, Long> byThread = new HashMap<>();
        for (int i = 0; i < ids.length; i++) {
            if (ids[i] != self) {
                byThread.put(ids[i], Math.max(0, bytes[i]));
            }
        }
        return new JvmUse(SYSTEM.getProcessCpuTime(), byThread);
    }

    /** Returns what this thread has allocated; negative when it is a virtual thread. */
    static long ownBytes() {
        return THREADS.getCurrentThreadAllocatedBytes();
    }

    /** Returns what all threads that live now have allocated since then. */
    long bytesSince(JvmUse then) {
        return bytesByThread.entrySet().stream()
                .mapToLong(thread -> thread.getValue() - then.bytesByThread.getOrDefault(thread.getKey(), 0L))
                .sum();
    }
}
