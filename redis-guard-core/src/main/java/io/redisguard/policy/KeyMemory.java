package io.redisguard.policy;

import io.redisguard.command.CommandArguments;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Some keys, as far as there is room: a newer one may take the place of an older one. Keeps hashes, no keys.
 * Thread-safe.
 */
final class KeyMemory {
    private static final int PLACES = 4096; // a power of two

    /** FNV-1a, 64 bits: <a href="http://www.isthe.com/chongo/tech/comp/fnv/">its authors' page</a>. */
    private static final long OFFSET_BASIS = 0xcbf29ce484222325L;

    private static final long PRIME = 0x100000001b3L;

    private final AtomicLongArray places = new AtomicLongArray(PLACES);
    private volatile boolean used;

    void add(CommandArguments arguments, int key) {
        long hash = hash(arguments.text(key));
        places.set(place(hash), hash);
        used = true;
    }

    boolean has(CommandArguments arguments, int key) {
        if (!used) {
            return false;
        }
        long hash = hash(arguments.text(key));
        return places.get(place(hash)) == hash;
    }

    void remove(CommandArguments arguments, int key) {
        long hash = hash(arguments.text(key));
        places.compareAndSet(place(hash), hash, 0);
    }

    /** Tells whether there ever was a key. */
    boolean isUsed() {
        return used;
    }

    private static int place(long hash) {
        return (int) (hash ^ hash >>> 32) & (PLACES - 1);
    }

    private static long hash(String key) {
        long hash = OFFSET_BASIS;
        for (int i = 0; i < key.length(); i++) {
            hash = (hash ^ key.charAt(i)) * PRIME;
        }
        return hash;
    }
}
