package io.redisguard.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whole rows of the table, word for word: a slip in any column of them shows here. */
class CommandCatalogRowsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET          | FAST     | NONE          | READ         | 0         | NONE            | BOUNDED      | NONE",
                "SET          | FAST     | NONE          | BY_ARGUMENTS | 0         | NONE            | BOUNDED      | BY_ARGUMENTS",
                "DEL          | FAST     | NONE          | STATE_ONLY   | 0..-1     | NONE            | BOUNDED      | NONE",
                "KEYS         | SLOW     | NONE          | READ         | NONE      | WHOLE_KEYSPACE  | WHOLE        | NONE",
                "HGETALL      | FAST     | NONE          | READ         | 0         | NONE            | WHOLE        | NONE",
                "LRANGE       | FAST     | NONE          | READ         | 0         | NONE            | BY_ARGUMENTS | NONE",
                "BLPOP        | BLOCKING | WAIT          | NEVER        | 0..-2     | NONE            | BOUNDED      | NONE",
                "MULTI        | FAST     | TRANSACTION   | NEVER        | NONE      | NONE            | BOUNDED      | NONE",
                "SELECT       | FAST     | STATE         | NEVER        | NONE      | NONE            | BOUNDED      | NONE",
                "EVAL         | SLOW     | NONE          | SCRIPT       | #1        | NONE            | BOUNDED      | NONE",
                "CONFIG SET   | FAST     | NONE          | NEVER        | NONE      | SERVER_SETTINGS | BOUNDED      | NONE",
                "FLUSHALL     | SLOW     | NONE          | NEVER        | NONE      | DATA_LOSS       | BOUNDED      | NONE",
                "XREAD        | FAST     | BY_OPTION     | READ         | STREAMS   | NONE            | BY_ARGUMENTS | NONE",
                "INCR         | FAST     | NONE          | NEVER        | 0         | NONE            | BOUNDED      | LACKS",
                "EXPIRE       | FAST     | NONE          | BY_ARGUMENTS | 0         | NONE            | BOUNDED      | NONE",
                "SETEX        | FAST     | NONE          | WRITE        | 0         | NONE            | BOUNDED      | SETS",
                "ZADD         | FAST     | NONE          | BY_ARGUMENTS | 0         | NONE            | BOUNDED      | BY_ARGUMENTS",
                "ZUNIONSTORE  | SLOW     | NONE          | BY_ARGUMENTS | 0+#1      | NONE            | BOUNDED      | LACKS",
                "MSET         | FAST     | NONE          | WRITE        | 0..-1/2   | NONE            | BOUNDED      | LACKS",
                "SUBSCRIBE    | FAST     | REPLY_STREAM  | NEVER        | NONE      | NONE            | BOUNDED      | NONE",
                "CLIENT       | FAST     | BY_SUBCOMMAND | BY_ARGUMENTS | NONE      | NONE            | BOUNDED      | NONE",
                "CLIENT REPLY | FAST     | REPLY_STREAM  | NEVER        | NONE      | CONNECTION      | BOUNDED      | NONE",
                "SORT         | SLOW     | NONE          | BY_ARGUMENTS | 0+STORE@1 | NONE            | BY_ARGUMENTS | BY_ARGUMENTS",
                "SHUTDOWN     | FAST     | NONE          | NEVER        | NONE      | STOPS_SERVER    | BOUNDED      | NONE"
            })
    void isTheRowOfTheTable(
            String name,
            CommandClass commandClass,
            ConnectionEffect effect,
            Repeat repeat,
            String keys,
            Danger danger,
            ReplySize reply,
            Expiry expiry) {
        int blank = name.indexOf(' ');
        CommandFacts facts = blank < 0
                ? CommandCatalog.facts(name)
                : CommandCatalog.facts(name.substring(0, blank), name.substring(blank + 1));

        assertThat(facts)
                .isEqualTo(new CommandFacts(
                        name,
                        commandClass,
                        effect,
                        repeat,
                        KeyPositions.of(keys),
                        danger,
                        reply,
                        expiry,
                        name.equals("CLIENT")));
    }
}
