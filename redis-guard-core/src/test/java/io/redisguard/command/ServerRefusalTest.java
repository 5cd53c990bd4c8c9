package io.redisguard.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerRefusalTest {
    @ParameterizedTest
    @CsvSource({
        "LOADING,     LOADING Redis is loading the dataset in memory",
        "LOADING,     LOADING",
        "TRYAGAIN,    TRYAGAIN Multiple keys request during rehashing of slot",
        "CLUSTERDOWN, CLUSTERDOWN Hash slot not served",
        "MASTERDOWN,  MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.",
        "NOREPLICAS,  NOREPLICAS Not enough good replicas to write.",
        "MAX_CLIENTS, ERR max number of clients reached",
        "MAX_CLIENTS, ERR max number of clients + cluster connections reached",
        "READONLY,    READONLY You can't write against a read only replica."
    })
    void recognisesARefusalByItsFirstWords(ServerRefusal refusal, String error) {
        assertThat(ServerRefusal.of(error)).isEqualTo(refusal);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " LOADING",
                "LOADINGX something",
                "loading Redis",
                "ERR LOADING",
                "ERR max number of clientsX",
                "ERR Error running script (call to f_1): @user_script:1: -READONLY You can't write",
                "ERR Target instance replied with error: LOADING",
                "WRONGTYPE Operation against a key",
                "BUSY Redis is busy running a script",
                "OOM command not allowed when used memory > 'maxmemory'."
            })
    void takesNoOtherErrorForARefusal(String error) {
        assertThat(ServerRefusal.of(error)).isNull();
    }

    @Test
    void anErrorProvesThatASingleCommandDidNothing() {
        assertThat(CommandCatalog.names())
                .filteredOn(name -> !proves(name))
                .containsExactly("EVAL", "EVALSHA", "EXEC", "FCALL");
        assertThat(proves("INCR")).isTrue();
        assertThat(proves("MY.MODULE")).isTrue();
        assertThat(proves("EVAL_RO")).isTrue();
    }

    private static boolean proves(String name) {
        return RepeatRules.errorProvesNothingDone(CommandCatalog.facts(name));
    }
}
