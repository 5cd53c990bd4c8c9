package io.redisguard.test;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;

/**
 * What a hosted Redis or Valkey keeps its users from, after the documentation of each service.
 *
 * <p>A denied command is unknown to the server, {@code ERR unknown command …}, as these services are seen to answer. Of
 * a command that is denied in part the user {@code default} has no right to the rest, which reads {@code NOPERM …}.
 * Which parameters CONFIG GET knows, and what a service adds to Redis, is not imitated.
 */
public enum ManagedService {
    /** Amazon ElastiCache. */
    ELASTICACHE("BGREWRITEAOF BGSAVE CONFIG DEBUG MIGRATE REPLICAOF SAVE SHUTDOWN SLAVEOF SYNC", ""),
    /** Google Memorystore for Redis. */
    MEMORYSTORE(
            "ACL BGREWRITEAOF BGSAVE CLIENT CLUSTER COMMAND CONFIG DEBUG LASTSAVE MIGRATE MODULE MONITOR OBJECT"
                    + " REPLICAOF SAVE SHUTDOWN SLAVEOF SYNC",
            ""),
    /** Redis Cloud, and Redis Software, on which Azure Managed Redis is built too. */
    REDIS_CLOUD(
            "BGREWRITEAOF BGSAVE DEBUG LASTSAVE MIGRATE REPLICAOF ROLE SAVE SHUTDOWN SLAVEOF SYNC",
            "-acl +acl|cat +acl|dryrun +acl|getuser +acl|help +acl|list +acl|users +acl|whoami"
                    + " -latency +latency|help +latency|histogram -memory +memory|help +memory|usage"),
    /** Azure Cache for Redis. */
    AZURE("BGREWRITEAOF BGSAVE CONFIG DEBUG MIGRATE REPLICAOF SAVE SHUTDOWN SLAVEOF SYNC", ""),
    /** Aiven for Caching. */
    AIVEN(
            "ACL BGREWRITEAOF BGSAVE CLUSTER COMMAND CONFIG DEBUG FAILOVER LASTSAVE MIGRATE MONITOR REPLICAOF ROLE SAVE"
                    + " SHUTDOWN SLAVEOF",
            ""),
    /** OCI Cache of Oracle. */
    OCI(
            "ACL BGREWRITEAOF BGSAVE CLUSTER DEBUG MIGRATE MODULE REPLICAOF SAVE SHUTDOWN SYNC",
            "-config +config|get +config|help +config|resetstat +config|rewrite");

    /** Part of the names under which the library itself still finds denied commands. */
    private static final String SECRET = UUID.randomUUID().toString();

    private final String denied;
    private final String partlyDenied;

    ManagedService(String denied, String partlyDenied) {
        this.denied = denied;
        this.partlyDenied = partlyDenied;
    }

    /** Returns the commands that are unknown to such a server, in capitals. */
    public Set<String> deniedCommands() {
        return Set.of(denied.split(" ", -1));
    }

    /** Returns the lines of redis.conf that deny all this; {@code login} says how the default user logs in. */
    List<ServerConfig.Directive> directives(String login) {
        List<ServerConfig.Directive> lines = new ArrayList<>();
        for (String command : denied.split(" ", -1)) {
            String name = command.toLowerCase(Locale.ROOT) + "-" + SECRET;
            lines.add(new ServerConfig.Directive("rename-command", command + " " + name));
        }
        if (!partlyDenied.isEmpty()) {
            lines.add(new ServerConfig.Directive("user", "default on " + login + " ~* &* +@all " + partlyDenied));
        }
        return lines;
    }
}
