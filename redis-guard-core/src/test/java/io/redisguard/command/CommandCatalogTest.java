package io.redisguard.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandCatalogTest {
    private static List<String> names(Predicate<CommandFacts> wanted) {
        return CommandCatalog.names().stream()
                .filter(name -> wanted.test(CommandCatalog.facts(name)))
                .toList();
    }

    private static List<String> words(String words) {
        return List.of(words.split(" ", -1));
    }

    @Test
    void theseCommandsAreSlow() {
        assertThat(names(facts -> facts.commandClass() == CommandClass.SLOW))
                .containsExactlyInAnyOrderElementsOf(
                        words("EVAL EVALSHA EVAL_RO EVALSHA_RO FCALL FCALL_RO SCRIPT FUNCTION"
                                + " KEYS SORT SORT_RO LCS STRALGO DUMP RESTORE COPY MIGRATE"
                                + " SINTER SUNION SDIFF SINTERSTORE SUNIONSTORE SDIFFSTORE"
                                + " ZINTER ZUNION ZDIFF ZINTERSTORE ZUNIONSTORE ZDIFFSTORE FLUSHALL FLUSHDB SWAPDB"
                                + " SAVE BGSAVE BGREWRITEAOF DEBUG MODULE COMMAND CLUSTER FAILOVER REPLICAOF SLAVEOF"
                                + " FT.AGGREGATE FT.SEARCH FT.HYBRID FT.PROFILE FT.CREATE FT.DROPINDEX"
                                + " TS.MRANGE TS.MREVRANGE TS.MGET TS.QUERYINDEX"));
    }

    @Test
    void theseCommandsWait() {
        List<String> waiting = words(
                "BLPOP BRPOP BRPOPLPUSH BLMOVE BLMOVEM BLMPOP BZPOPMIN BZPOPMAX BZMPOP" + " WAIT WAITAOF TS.READ");

        assertThat(names(facts -> facts.commandClass() == CommandClass.BLOCKING))
                .containsExactlyInAnyOrderElementsOf(waiting);
        assertThat(names(facts -> facts.effect() == ConnectionEffect.WAIT))
                .containsExactlyInAnyOrderElementsOf(waiting);
    }

    @ParameterizedTest
    @CsvSource({
        "TRANSACTION,   MULTI EXEC DISCARD WATCH UNWATCH",
        "STATE,         SELECT AUTH READONLY READWRITE ASKING",
        "BY_SUBCOMMAND, CLIENT",
        "BY_OPTION,     XREAD XREADGROUP",
        "REPLY_STREAM,  HELLO RESET QUIT MONITOR SYNC PSYNC REPLCONF HIMPORT SUBSCRIBE UNSUBSCRIBE PSUBSCRIBE"
                + " PUNSUBSCRIBE SSUBSCRIBE SUNSUBSCRIBE"
    })
    void theseCommandsChangeTheirConnection(ConnectionEffect effect, String commands) {
        assertThat(names(facts -> facts.effect() == effect)).containsExactlyInAnyOrderElementsOf(words(commands));
    }

    @ParameterizedTest
    @CsvSource({
        "REPLY_STREAM, REPLY",
        "STATE,        TRACKING CACHING NO-EVICT NO-TOUCH SETNAME SETINFO MAINT_NOTIFICATIONS CAPA IMPORT-SOURCE",
        "NONE,         LIST ID INFO GETNAME GETREDIR TRACKINGINFO KILL PAUSE UNPAUSE UNBLOCK HELP '' SOMETHING"
    })
    void theSubcommandsOfClientDiffer(ConnectionEffect effect, String subcommands) {
        assertThat(words(subcommands))
                .allSatisfy(
                        name -> assertThat(CommandCatalog.facts("CLIENT", name).effect())
                                .isEqualTo(effect));
    }

    @ParameterizedTest
    @CsvSource({
        "READ,         GET MGET HGETALL KEYS SCAN HSCAN TTL TIME PFCOUNT XRANGE XREAD PING ECHO EVAL_RO FCALL_RO DUMP SORT_RO",
        "WRITE,        MSET SETEX PSETEX LSET HMSET SETRANGE PFMERGE SINTERSTORE SUNIONSTORE XSETID",
        "STATE_ONLY,   DEL UNLINK SADD SREM HSET HDEL ZREM SETNX SETBIT RENAME PERSIST XACK XDEL",
        "BY_ARGUMENTS, SET ZADD EXPIRE GETEX COPY BITFIELD CLIENT XGROUP SCRIPT CONFIG",
        "SCRIPT,       EVAL EVALSHA FCALL",
        "NEVER,        INCR APPEND LPUSH LPOP SPOP GETDEL GETSET LREM XADD BLPOP XREADGROUP WAIT MULTI EXEC WATCH PUBLISH"
                + " SUBSCRIBE SELECT AUTH FLUSHALL SHUTDOWN DEBUG MIGRATE REPLICAOF MONITOR SYNC MY.MODULE"
    })
    void theTableSaysWhetherACommandMayBeRepeated(Repeat repeat, String commands) {
        assertThat(words(commands.replace("", "")))
                .allSatisfy(
                        name -> assertThat(CommandCatalog.facts(name).repeat()).isEqualTo(repeat));
    }

    @ParameterizedTest
    @EnumSource(Repeat.class)
    void everyKindOfRepeatIsInTheTable(Repeat repeat) {
        assertThat(CatalogTable.load().values())
                .extracting(CommandFacts::repeat)
                .contains(repeat);
    }

    private static CommandFacts unknown(String name, CommandClass commandClass, ConnectionEffect effect) {
        return new CommandFacts(
                name,
                commandClass,
                effect,
                Repeat.NEVER,
                KeyPositions.NONE,
                Danger.NONE,
                ReplySize.BOUNDED,
                Expiry.NONE,
                false);
    }

    @ParameterizedTest
    @ValueSource(strings = {"MY.MODULE", "", "get"})
    void whatIsNoNameOfACommandIsUnknown(String name) {
        CommandFacts facts = CommandCatalog.facts(name);

        assertThat(facts).isEqualTo(unknown(name, CommandClass.FAST, ConnectionEffect.NONE));
        assertThat(CommandCatalog.isKnown(facts)).isFalse();
        assertThat(CommandCatalog.facts(name, "SECRET")).isEqualTo(facts);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SET door:1 secret | SET...",
                "CONFIG GET        | CONFIG...",
                "SET:SECRET        | SET...",
                "S\u00c9CRET            | S...",
                "'A\r\nB'            | A...",
                "'\u0000'            | ...",
                "'{\"user\":1}'       | ...",
            })
    void whatFollowsTheNameOfAnUnknownCommandIsNotShown(String name, String shown) {
        assertThat(CommandCatalog.facts(name)).isEqualTo(unknown(shown, CommandClass.FAST, ConnectionEffect.NONE));
        assertThat(CommandCatalog.isKnown(shown)).isFalse();
    }

    @Test
    void theNameOfAnUnknownCommandIsCutWhenItIsLong() {
        String fits = "X".repeat(64);

        assertThat(CommandCatalog.facts(fits).name()).isEqualTo(fits);
        assertThat(CommandCatalog.facts(fits + "Y").name()).isEqualTo(fits + "...");
    }

    @ParameterizedTest
    @CsvSource({"CONFIG, SET", "CLIENT, REPLY", "XGROUP, CREATE", "COMMAND, DOCS", "HIMPORT, SET"})
    void aSubcommandHasFactsOfItsOwn(String command, String subcommand) {
        CommandFacts facts = CommandCatalog.facts(command, subcommand);

        assertThat(facts.name()).isEqualTo(command + " " + subcommand);
        assertThat(CommandCatalog.isKnown(facts)).isTrue();
        assertThat(CommandCatalog.facts(command).container()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "CONFIG,  FAST, NONE",
        "CLIENT,  FAST, NONE",
        "CLUSTER, SLOW, NONE",
        "COMMAND, SLOW, NONE",
        "HIMPORT, FAST, REPLY_STREAM"
    })
    void anUnknownSubcommandIsNotNamed(String command, CommandClass commandClass, ConnectionEffect effect) {
        CommandFacts facts = CommandCatalog.facts(command, "SECRET");

        assertThat(facts).isEqualTo(unknown(command, commandClass, effect));
        assertThat(CommandCatalog.isKnown(facts)).isFalse();
    }

    @Test
    void aCommandWithoutSubcommandsKeepsItsFacts() {
        assertThat(CommandCatalog.facts("GET", "SET")).isEqualTo(CommandCatalog.facts("GET"));
        assertThat(CommandCatalog.facts("COMMAND", "")).isEqualTo(CommandCatalog.facts("COMMAND"));
        assertThat(CommandCatalog.isKnown(CommandCatalog.facts("CONFIG", ""))).isFalse();
    }
}
