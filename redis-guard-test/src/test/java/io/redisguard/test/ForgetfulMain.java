package io.redisguard.test;

import java.util.List;

/** Starts a server and ends without closing it. */
final class ForgetfulMain {
    private ForgetfulMain() {}

    public static void main(String[] args) {
        RedisServer server = RedisServer.start();
        List<?> dir = (List<?>) server.execute("CONFIG", "GET", "dir");
        System.out.println("left:" + server.pid().orElseThrow() + ":" + (dir == null ? "" : dir.get(1)));
    }
}
