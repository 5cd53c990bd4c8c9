package io.redisguard.benchmarks.load;

/** A subject that takes turns with others, connected to its server. */
interface Contestant extends AutoCloseable {
    /** How many parts a warm-up has: what runs only once is not compiled the way it is when it runs again and again. */
    int WARM_UPS = 3;

    /** Makes everything ready for turns under this load, and works until the JVM has compiled what it will. */
    void prepare(Load load, int millis) throws Exception;

    /** Works under the load and measures. */
    Measurement turn(Load load, int millis) throws Exception;

    @Override
    void close();
}
