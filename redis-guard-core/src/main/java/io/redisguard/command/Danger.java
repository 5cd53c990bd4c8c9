package io.redisguard.command;

/** Why an application must not send a command. */
public enum Danger {
    /** Harmless, or harmful only by its arguments. */
    NONE("", ""),
    /** KEYS. */
    WHOLE_KEYSPACE("it walks through all keys while every other client waits", "Use SCAN"),
    /** Deletes or exchanges what everybody uses: FLUSHALL, FLUSHDB, FUNCTION FLUSH, SWAPDB. */
    DATA_LOSS(
            "it takes the data or the functions of all other clients away at once",
            "Delete by name what is yours, keys with UNLINK and libraries with FUNCTION DELETE"),
    /** SHUTDOWN, SAVE, DEBUG, SCRIPT DEBUG, MIGRATE. */
    STOPS_SERVER(
            "it stops the server, or can keep all clients waiting until it is done",
            "Leave it to the operators of the server"),
    /** CLIENT KILL, CLIENT PAUSE, CLIENT UNPAUSE. */
    OTHER_CLIENTS(
            "it cuts off other clients, holds them up or lets them go on", "Leave it to the operators of the server"),
    /** Snapshots, backups and memory: BGSAVE, BGREWRITEAOF, BACKUP START, MEMORY PURGE. */
    UPKEEP(
            "it interferes with the upkeep of the server: its snapshots, its backups or its memory",
            "Leave it to the operators of the server, or to its configuration"),
    /** CONFIG SET, CONFIG REWRITE, FT.CONFIG SET. */
    SERVER_SETTINGS(
            "it changes the settings of the server for everybody", "Put the setting into the server's configuration"),
    /** CONFIG RESETSTAT, SLOWLOG RESET, LATENCY RESET, HOTKEYS START. */
    MEASUREMENTS(
            "it starts, stops or clears what is measured on the server, where others read it too",
            "Compare what is measured with what it was before"),
    /** Replication and the cluster: REPLICAOF, FAILOVER, CLUSTER MEET. */
    TOPOLOGY(
            "it interferes with the replication or the cluster that the server belongs to",
            "Leave it to the operators of the server"),
    /** ACL SETUSER, ACL DELUSER, ACL LOAD, ACL SAVE. */
    ACCESS_RIGHTS(
            "it changes or stores who may do what on the server",
            "Leave users and rights to the operators of the server"),
    /** MODULE LOAD, MODULE LOADEX, MODULE UNLOAD. */
    CODE(
            "it loads code into the server, or takes away code that others use",
            "Put the module into the server's configuration"),
    /** Ends a connection or changes what it receives: MONITOR, QUIT, RESET, CLIENT REPLY. */
    CONNECTION(
            "it ends the connection, or lets it receive something else than one reply for each command",
            "Leave the connection to its driver"),
    /** For servers among themselves, for drivers and for tests: SYNC, PFDEBUG, RESTORE-ASKING. */
    INTERNAL(
            "it is made for servers, drivers and tools, not for applications",
            "Use the commands that are documented for applications"),
    /** Old commands of the search module: FT.ADD, FT.DROP. */
    OUTDATED(
            "it is an outdated command of the search module",
            "Use HSET and DEL for documents, FT.DROPINDEX and FT.SYNUPDATE for indexes");

    private final String why;
    private final String instead;

    Danger(String why, String instead) {
        this.why = why;
        this.instead = instead;
    }

    /** Returns the reason, in the middle of a sentence: "KEYS was refused: " this; empty for {@link #NONE}. */
    public String why() {
        return why;
    }

    /** Returns what to do instead, a sentence without its full stop; empty for {@link #NONE}. */
    public String instead() {
        return instead;
    }
}
