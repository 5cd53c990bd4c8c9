package io.redisguard.benchmarks;

/** What the command line may say, as system properties. */
public final class Settings {
    private Settings() {}

    /**
     * Returns the number of this name, or another one where the command line says nothing.
     *
     * @throws IllegalArgumentException when it is not a number above zero
     */
    public static int number(String name, int otherwise) {
        String text = System.getProperty(name, "");
        if (text.isEmpty()) { // what Maven passes on when it was told nothing
            return otherwise;
        }
        if (!text.matches("[1-9][0-9]{0,8}")) {
            throw new IllegalArgumentException(name + " is '" + text + "' but must be a number above zero.");
        }
        return Integer.parseInt(text);
    }
}
