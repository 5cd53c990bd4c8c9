package io.redisguard.command;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Facts about the commands that are not ordinary: slow ones, blocking ones and those that change their connection. All
 * other commands, unknown ones included, are fast and leave the connection as it is. Immutable.
 */
public final class CommandCatalog {
    private static final Set<String> SLOW = Set.of(
            // scripts and functions
            "EVAL",
            "EVALSHA",
            "EVAL_RO",
            "EVALSHA_RO",
            "FCALL",
            "FCALL_RO",
            "SCRIPT",
            "FUNCTION",
            // work that grows with a whole collection or the whole database
            "KEYS",
            "SORT",
            "SORT_RO",
            "LCS",
            "DUMP",
            "RESTORE",
            "COPY",
            "MIGRATE",
            "SINTER",
            "SUNION",
            "SDIFF",
            "SINTERSTORE",
            "SUNIONSTORE",
            "SDIFFSTORE",
            "ZINTER",
            "ZUNION",
            "ZDIFF",
            "ZINTERSTORE",
            "ZUNIONSTORE",
            "ZDIFFSTORE",
            "FLUSHALL",
            "FLUSHDB",
            "SWAPDB",
            // administration
            "SAVE",
            "BGSAVE",
            "BGREWRITEAOF",
            "DEBUG",
            "MODULE",
            "COMMAND",
            "CLUSTER",
            "FAILOVER",
            "REPLICAOF",
            "SLAVEOF",
            // queries of modules
            "FT.AGGREGATE",
            "FT.SEARCH",
            "FT.HYBRID",
            "FT.PROFILE",
            "FT.CREATE",
            "FT.DROPINDEX",
            "TS.MRANGE",
            "TS.MREVRANGE",
            "TS.MGET",
            "TS.QUERYINDEX");

    private static final Map<String, ConnectionEffect> EFFECTS = Map.ofEntries(
            Map.entry("MULTI", ConnectionEffect.TRANSACTION),
            Map.entry("EXEC", ConnectionEffect.TRANSACTION),
            Map.entry("DISCARD", ConnectionEffect.TRANSACTION),
            Map.entry("WATCH", ConnectionEffect.TRANSACTION),
            Map.entry("UNWATCH", ConnectionEffect.TRANSACTION),
            Map.entry("SELECT", ConnectionEffect.STATE),
            Map.entry("AUTH", ConnectionEffect.STATE),
            Map.entry("READONLY", ConnectionEffect.STATE),
            Map.entry("READWRITE", ConnectionEffect.STATE),
            Map.entry("ASKING", ConnectionEffect.STATE),
            Map.entry("CLIENT", ConnectionEffect.BY_SUBCOMMAND),
            Map.entry("XREAD", ConnectionEffect.BY_OPTION),
            Map.entry("XREADGROUP", ConnectionEffect.BY_OPTION),
            Map.entry("HELLO", ConnectionEffect.REPLY_STREAM),
            Map.entry("RESET", ConnectionEffect.REPLY_STREAM),
            Map.entry("QUIT", ConnectionEffect.REPLY_STREAM),
            Map.entry("MONITOR", ConnectionEffect.REPLY_STREAM),
            Map.entry("SYNC", ConnectionEffect.REPLY_STREAM),
            Map.entry("PSYNC", ConnectionEffect.REPLY_STREAM),
            Map.entry("REPLCONF", ConnectionEffect.REPLY_STREAM),
            Map.entry("HIMPORT", ConnectionEffect.REPLY_STREAM),
            Map.entry("SUBSCRIBE", ConnectionEffect.REPLY_STREAM),
            Map.entry("UNSUBSCRIBE", ConnectionEffect.REPLY_STREAM),
            Map.entry("PSUBSCRIBE", ConnectionEffect.REPLY_STREAM),
            Map.entry("PUNSUBSCRIBE", ConnectionEffect.REPLY_STREAM),
            Map.entry("SSUBSCRIBE", ConnectionEffect.REPLY_STREAM),
            Map.entry("SUNSUBSCRIBE", ConnectionEffect.REPLY_STREAM));

    private static final Set<String> BLOCKING = Set.of(
            "BLPOP",
            "BRPOP",
            "BRPOPLPUSH",
            "BLMOVE",
            "BLMOVEM",
            "BLMPOP",
            "BZPOPMIN",
            "BZPOPMAX",
            "BZMPOP",
            "WAIT",
            "WAITAOF",
            "TS.READ");

    private static final Set<String> CLIENT_STATE =
            Set.of("TRACKING", "CACHING", "NO-EVICT", "NO-TOUCH", "SETNAME", "SETINFO", "MAINT_NOTIFICATIONS");

    private CommandCatalog() {}

    /** Returns what {@code CLIENT} with this upper-case subcommand does to its connection. */
    public static ConnectionEffect effectOfClient(String subcommand) {
        if (subcommand.equals("REPLY")) {
            return ConnectionEffect.REPLY_STREAM;
        }
        return CLIENT_STATE.contains(subcommand) ? ConnectionEffect.STATE : ConnectionEffect.NONE;
    }

    /** Returns the upper-case names of all commands that are not ordinary. */
    public static Set<String> names() {
        Set<String> names = new TreeSet<>(SLOW);
        names.addAll(BLOCKING);
        names.addAll(EFFECTS.keySet());
        return names;
    }

    /** Returns the facts about the command with this upper-case name. */
    public static CommandFacts facts(String name) {
        if (BLOCKING.contains(name)) {
            return new CommandFacts(name, CommandClass.BLOCKING, ConnectionEffect.WAIT);
        }
        return new CommandFacts(
                name,
                SLOW.contains(name) ? CommandClass.SLOW : CommandClass.FAST,
                EFFECTS.getOrDefault(name, ConnectionEffect.NONE));
    }
}
