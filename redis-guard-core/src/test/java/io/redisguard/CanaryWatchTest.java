package io.redisguard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import java.time.Instant;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class CanaryWatchTest {
    private final String value = Canary.value();
    private final CanaryFilter filter = new CanaryFilter();
    private final Logger log = loggerOfItsOwn();

    /** The suite watches the loggers of the real context. */
    private Logger loggerOfItsOwn() {
        LoggerContext context = new LoggerContext();
        context.addTurboFilter(filter);
        Logger logger = context.getLogger("some.logger");
        logger.setLevel(Level.INFO);
        return logger;
    }

    @Test
    void isOnWhileTheSuiteRuns() {
        assertThat(CanaryWatch.isOn()).isTrue();
    }

    @Test
    void namesLoggerLevelAndTimeButNotTheText() {
        log.warn("{} was set", value);

        assertThatThrownBy(filter::check)
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("Keys, values or secrets were logged: WARN of some.logger at "
                        + Instant.now().toString().substring(0, 4))
                .message()
                .matches(message -> !Canary.isIn(message));
    }

    @Test
    void seesWhatIsLoggedInUpperCase() {
        log.info("SET {}", value.toUpperCase(Locale.ROOT));

        assertThatThrownBy(filter::check).isInstanceOf(AssertionError.class);
    }

    @Test
    void seesTheCausesOfWhatIsThrown() {
        log.error("It failed.", new IllegalStateException("outer", new IllegalArgumentException(value)));

        assertThatThrownBy(filter::check).isInstanceOf(AssertionError.class);
    }

    @Test
    void seesWhatIsThrownAndSuppressed() {
        Throwable thrown = new IllegalStateException("outer");
        thrown.addSuppressed(new IllegalArgumentException(value));
        log.error("It failed at {}.", "noon", thrown);

        assertThatThrownBy(filter::check).isInstanceOf(AssertionError.class);
    }

    @Test
    void doesNotMindWhatNobodyReads() {
        log.debug("{} was set", value);

        assertThatCode(filter::check).doesNotThrowAnyException();
    }

    @Test
    void tellsOfEachSightingOnce() {
        log.info(value);
        log.info(value);

        assertThatThrownBy(filter::check).hasMessageContaining(", INFO of some.logger");
        assertThatCode(filter::check).doesNotThrowAnyException();
    }
}
