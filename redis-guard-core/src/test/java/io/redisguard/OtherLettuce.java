package io.redisguard;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Loads Lettuce, its Netty and redis-guard once more, as if Lettuce had called one of its fields by another name. */
final class OtherLettuce extends ClassLoader {
    static final String VERSION = "8.0.0";

    private static final String LETTUCE = "io.lettuce.";
    private static final String NETTY = "io.netty."; // lets nobody take the name of an attribute twice
    private static final String GUARD = "io.redisguard.";
    private static final String FAULTS = "io.redisguard.test.";

    private final String field;
    private final String otherName;

    /** Gives a field, of all classes that have one of this name, another name of the same length. */
    OtherLettuce(String field, String otherName) {
        super(OtherLettuce.class.getClassLoader());
        this.field = field;
        this.otherName = otherName;
        definePackage("io.lettuce.core", null, null, null, "Lettuce", VERSION, null, null);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        boolean own = name.startsWith(LETTUCE)
                || name.startsWith(NETTY)
                || (name.startsWith(GUARD) && !name.startsWith(FAULTS));
        if (!own) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> known = findLoadedClass(name);
            return known != null ? known : define(name);
        }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
        try (InputStream file = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
            if (file == null) {
                throw new ClassNotFoundException(name);
            }
            byte[] bytes = file.readAllBytes();
            if (name.startsWith(LETTUCE)) {
                // the names in a class file stand there as text
                String text = new String(bytes, StandardCharsets.ISO_8859_1);
                bytes = text.replace(field, otherName).getBytes(StandardCharsets.ISO_8859_1);
            }
            return defineClass(name, bytes, 0, bytes.length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
