package io.redisguard.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DangerTest {
    private static final Map<String, CommandFacts> TABLE = CatalogTable.load();

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void eachDangerFitsIntoASentence(Danger danger) {
        assertThat(danger.why()).matches("it [a-z].*[^.]");
        assertThat(danger.instead()).matches("[A-Z].*[^.]");
    }

    @Test
    void harmlessCommandsNeedNoReason() {
        assertThat(Danger.NONE.why()).isEmpty();
        assertThat(Danger.NONE.instead()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "WHOLE_KEYSPACE,  KEYS",
        "DATA_LOSS,       'FLUSHALL,FLUSHDB,FUNCTION FLUSH,SWAPDB'",
        "STOPS_SERVER,    'DEBUG,MIGRATE,SAVE,SCRIPT DEBUG,SHUTDOWN'",
        "OTHER_CLIENTS,   'CLIENT KILL,CLIENT PAUSE,CLIENT UNPAUSE'",
        "UPKEEP,          'BACKUP ABORT,BACKUP CLEANUP,BACKUP SEAL,BACKUP START,BGREWRITEAOF,BGSAVE,MEMORY PURGE'",
        "SERVER_SETTINGS, 'CONFIG REWRITE,CONFIG SET,FT.CONFIG SET'",
        "MEASUREMENTS,    'COMMANDLOG RESET,CONFIG RESETSTAT,HOTKEYS RESET,HOTKEYS START,HOTKEYS STOP,LATENCY RESET"
                + ",SLOWLOG RESET'",
        "TOPOLOGY,        'CLUSTER ADDSLOTS,CLUSTER ADDSLOTSRANGE,CLUSTER BUMPEPOCH,CLUSTER DELSLOTS"
                + ",CLUSTER DELSLOTSRANGE,CLUSTER FAILOVER,CLUSTER FLUSHSLOTS,CLUSTER FORGET,CLUSTER MEET"
                + ",CLUSTER MIGRATION,CLUSTER REPLICATE,CLUSTER RESET,CLUSTER SAVECONFIG,CLUSTER SET-CONFIG-EPOCH"
                + ",CLUSTER SETSLOT,CLUSTER SYNCSLOTS,FAILOVER,REPLICAOF,SEARCH.CLUSTERREFRESH,SEARCH.CLUSTERSET"
                + ",SLAVEOF,TIMESERIES.CLUSTERSET,TIMESERIES.REFRESHCLUSTER,TRIMSLOTS'",
        "ACCESS_RIGHTS,   'ACL DELUSER,ACL LOAD,ACL SAVE,ACL SETUSER'",
        "CODE,            'MODULE LOAD,MODULE LOADEX,MODULE UNLOAD'",
        "CONNECTION,      'CLIENT REPLY,MONITOR,QUIT,RESET'",
        "INTERNAL,        'BF.DEBUG,BF.LOADCHUNK,CF.COMPACT,CF.DEBUG,CF.LOADCHUNK,FT._ALIASADDIFNX,FT._ALIASDELIFX"
                + ",FT._ALTERIFNX,FT._CREATEIFNX,FT._DROPIFX,FT._DROPINDEXIFX,JSON.DEBUG,PFDEBUG,PFSELFTEST,PSYNC"
                + ",REPLCONF,RESTORE-ASKING,SEARCH.CLUSTERINFO,SYNC,XIDMPRECORD,_FT.CONFIG,_FT.DEBUG'",
        "OUTDATED,        'FT.ADD,FT.DEL,FT.DROP,FT.SAFEADD,FT.SYNADD'"
    })
    void theseCommandsAreDangerous(Danger danger, String commands) {
        TreeSet<String> names = new TreeSet<>();
        TABLE.values().stream()
                .filter(facts -> facts.danger() == danger)
                .map(CommandFacts::name)
                .forEach(names::add);

        assertThat(String.join(",", names)).isEqualTo(commands);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CONFIG GET",
                "ACL LIST",
                "MODULE LIST",
                "CLUSTER INFO",
                "CLIENT LIST",
                "SLOWLOG GET",
                "FUNCTION LIST",
                "SCRIPT LOAD",
                "INFO",
                "SCAN",
                "CONFIG",
                "CLUSTER"
            })
    void theseCommandsAreNot(String name) {
        assertThat(TABLE.get(name)).extracting(CommandFacts::danger).isEqualTo(Danger.NONE);
    }
}
