package io.redisguard.test;

import java.util.List;

/** Starts servers and ends without closing them. */
final class ForgetfulMain {
    private ForgetfulMain() {}

    public static void main(String[] args) {
        List<RedisServer> servers = switch (args[0]) {
            case "server" -> List.of(RedisServer.start());
            case "replicated" -> ReplicatedRedis.start().servers();
            case "cluster" -> ClusterRedis.start().servers();
            default -> SentinelRedis.start().sentinels();
        };
        for (RedisServer server : servers) {
            System.out.println("left:" + server.pid().orElseThrow() + ":" + folder(server));
        }
    }

    /** A Sentinel does not tell; its folder goes the same way as all others. */
    private static String folder(RedisServer server) {
        return Topology.answer(server, "CONFIG", "GET", "dir")
                .replaceAll("^\\[dir, |]$", "")
                .replaceAll("^(ERR|NOPERM).*", "/nowhere");
    }
}
