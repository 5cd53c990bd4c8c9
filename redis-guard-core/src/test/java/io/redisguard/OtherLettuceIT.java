package io.redisguard;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.redisguard.test.RedisExtension;
import io.redisguard.test.RedisServer;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What hangs on arguments does so as well with a Lettuce that keeps them in other places than those we know. */
@ExtendWith(RedisExtension.class)
class OtherLettuceIT {
    private final RedisServer server;

    OtherLettuceIT(RedisServer server) {
        this.server = server;
    }

    @SuppressWarnings("unchecked") // the class is the one that was loaded here too
    private List<String> sentWith(ClassLoader loader) throws Exception {
        server.execute("FLUSHALL");
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader); // Lettuce finds some of its own classes by it
        try {
            Object commands = loader.loadClass(LookedAtCommands.class.getName())
                    .getConstructor(String.class)
                    .newInstance(server.uri());
            return ((Callable<List<String>>) commands).call();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @ParameterizedTest
    @CsvSource({"singularArguments, singularArgumentz", "ascii, asciz"})
    void whenAFieldHasAnotherName_thenEverythingIsTreatedTheSameAndOneWarningSaysSo(String name, String otherName)
            throws Exception {
        List<String> usual = new LookedAtCommands(server.uri()).call();
        try (CapturedLog log = CapturedLog.from(Level.WARN)) {
            OtherLettuce lettuce = new OtherLettuce(name, otherName);

            assertThat(sentWith(lettuce)).isEqualTo(usual);
            assertThat(sentWith(lettuce)).isEqualTo(usual);

            assertThat(log.warnings())
                    .filteredOn(line -> line.startsWith("redis-guard cannot read"))
                    .singleElement()
                    .asString()
                    .contains("where Lettuce " + OtherLettuce.VERSION + " keeps them (")
                    .endsWith("all rules hold, but calls are slower.");
        }
    }

    @Test
    void whatIsRefusedAndWhatIsNot() throws Exception {
        List<String> heard = new LookedAtCommands(server.uri()).call();

        assertThat(heard)
                .contains("CONFIG GET maxmemory-policy -> [maxmemory-policy, noeviction]", "the last -> in step");
        assertThat(whatEnded(heard, "REJECTED"))
                .containsExactly(
                        "CLIENT REPLY OFF",
                        "client reply skip",
                        "CLIENT SETNAME me",
                        "WAIT 0 100",
                        "SELECT 0",
                        "KEYS *",
                        "CONFIG SET maxmemory 0",
                        "BLPOP q 0",
                        "BLPOP q soon");
        assertThat(whatEnded(heard, "CANNOT_ENCODE")).containsExactly("an empty key", "one that cannot be encoded");
    }

    private static Stream<String> whatEnded(List<String> heard, String outcome) {
        return heard.stream()
                .filter(line -> line.contains(" -> " + outcome))
                .map(line -> line.substring(0, line.indexOf(" -> ")))
                .distinct();
    }
}
