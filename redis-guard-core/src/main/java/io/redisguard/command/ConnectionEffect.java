package io.redisguard.command;

/** What a command does to the connection that carries it. */
public enum ConnectionEffect {
    /** Nothing: it may share a connection with everybody. */
    NONE,
    /** Belongs to a transaction: MULTI, EXEC, DISCARD, WATCH, UNWATCH. */
    TRANSACTION,
    /** Changes the connection for all that follows: another database, another user, another mode. */
    STATE,
    /** Lets the connection wait on the server. */
    WAIT,
    /** Ends or falsifies the one reply per command that Lettuce counts on; no guarded connection can carry it. */
    REPLY_STREAM,
    /** Depends on the first argument: CLIENT. */
    BY_SUBCOMMAND,
    /** Depends on an option among the arguments: XREAD, XREADGROUP. */
    BY_OPTION
}
