package io.redisguard.test;

/** Opens a server by the address of another one, as the setting would. */
final class AddressedServer {
    private AddressedServer() {}

    static RedisServer at(RedisServer other, String... config) {
        String before = System.setProperty(ServerSetting.PROPERTY, other.uri());
        try {
            RedisServer.Builder builder = RedisServer.builder();
            for (int i = 0; i < config.length; i += 2) {
                builder.config(config[i], config[i + 1]);
            }
            return builder.start();
        } finally {
            if (before == null) {
                System.clearProperty(ServerSetting.PROPERTY);
            } else {
                System.setProperty(ServerSetting.PROPERTY, before);
            }
        }
    }
}
