package io.redisguard.broken;

/** Writes to the console. */
public final class Prints {
    void print() {
        System.out.println("noise");
    }
}
