package io.redisguard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.lettuce.core.RedisURI;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A bad address gets one clear error, in which there is never a password. */
class BadUriTest {
    private static final String SECRET = "s3cr3t";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "   ",
                "redis://",
                "redis:",
                "redis",
                "localhost",
                "localhost:6379",
                "http://localhost:6379",
                "jdbc:redis://localhost",
                "redis//localhost",
                "redis:localhost:6379",
                "redis://local host:6379",
                "redis://localhost:port",
                "redis://localhost:99999",
                "redis://localhost:-1",
                "redis://localhost:0",
                "redis://localhost/database",
                "redis://localhost/-1",
                "redis://localhost:6379:6380",
                "redis://[::1",
                "redis://host1,",
                "redis://host1,,host2",
                "redis://host1,host1:6379",
                "redis://host1,host2:99999",
                "redis://host1,host2/1",
                "redis-sentinel://",
                "redis-sentinel://#mymaster",
                "redis-sentinel://localhost:26379",
                "redis-sentinel://localhost:26379#",
                "redis-sentinel://localhost:0#mymaster",
                "redis-sentinel://localhost:99999#mymaster",
                "redis-sentinel://localhost,#mymaster",
                "redis-sentinel://localhost,localhost:26379#mymaster",
                "redis-sentinel://localhost/database#mymaster",
                "redis-socket://",
                "redis-cluster://localhost:6379",
            })
    void explainsWhatItExpects(String uri) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RedisGuard.connect(uri))
                .withMessageContaining("expected redis://[user:password@]host[:port][/database]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "redis://:s3cr3t@",
                "redis://user:s3cr3t@",
                "redis://:s3cr3t@:6379",
                "redis://user:s3cr3t@h@ost:6379/x",
                "redis://user:pre@s3cr3t@localhost:port",
                "redis://user:pre/s3cr3t@localhost:6379",
                "redis://user:pre#s3cr3t@localhost:6379",
                "redis://user:pre?s3cr3t@localhost:6379",
                "redis://user:s3cr3t/@localhost:6379",
                "redis://user:s3cr3t#@localhost:6379",
                "redis://user:pre s3cr3t@localhost:6379",
                "redis://user:pre%s3cr3t@localhost:6379",
                "redis://user:s3cr3t%@localhost:6379",
                "redis://user:pre^s3cr3t@localhost:6379",
                "redis://user:p\"s3cr3t@localhost:6379",
                "redis://user:{s3cr3t}@localhost:6379",
                "redis://user:pré[s3cr3t@localhost:6379",
                "redis://user:s3cr3t@localhost:99999",
                "redis://user:s3cr3t@localhost:port",
                "redis://user:s3cr3t@localhost/database",
                "http://user:s3cr3t@localhost:6379",
                "redis-sentinel://user:s3cr3t@localhost:26379",
                "redis-sentinel://user:s3cr3t@localhost:port#mymaster",
                "redis-sentinel://user:pre/s3cr3t@localhost#mymaster",
                "redis-sentinel://user:pre#s3cr3t@localhost",
                "redis://user:pre@s3cr3t:port",
                "redis://user:s3cr3t@host1,host1",
                "redis://user:s3cr3t@host1,host2:port",
                "redis://user:pre,s3cr3t@host1:port",
                "redis://user:pre,s3cr3t/@host1",
                "user:s3cr3t@localhost:6379",
                "redis://user:s3cr3t",
                "s3cr3t",
                "redis://s3cr3t:x@@@",
            })
    void neverRepeatsAPassword(String uri) {
        Throwable thrown = catchThrowable(() -> RedisGuard.builder().uri(uri));

        assertThat(thrown).isInstanceOf(IllegalArgumentException.class).hasNoCause();
        assertThat(everythingAbout(thrown)).doesNotContain(SECRET);
    }

    @Test
    @SuppressWarnings("NullAway") // that is the point
    void refusesNull() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RedisGuard.connect(null))
                .withMessageStartingWith("The Redis URI is null");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RedisGuard.builder().uri((RedisURI) null))
                .withMessageStartingWith("The Redis URI is null");
    }

    @Test
    void saysHowToWriteAPasswordWithSpecialCharacters() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RedisGuard.builder().uri("redis://user:s3@cr3t@localhost:6379"))
                .withMessageContaining("no readable host")
                .withMessageContaining("'@' as %40");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "redis://localhost",
                "redis://localhost:1",
                "redis://cache-1.example.com.:65535/15",
                "rediss://user:p%40s%2Fs%23w%3Fo%25rd%3A@localhost:6379/1",
                "redis://user:pass+word:~!$&'()*@localhost",
                "redis://user@localhost",
                "redis://127.0.0.1:6379",
                "redis://[::1]:6379",
                "redis://[fe80::1]",
                "redis-socket:///run/redis.sock",
            })
    void acceptsWhatIsWellFormed(String uri) {
        assertThatCode(() -> RedisGuard.builder().uri(uri)).doesNotThrowAnyException();
    }

    @Test
    void refusesUriObjectsThatNameNoServer() {
        RedisURI sentinel = RedisURI.builder()
                .withSentinel("localhost", 26379, SECRET)
                .withSentinel("LOCALHOST", 26379, SECRET)
                .withSentinelMasterId("my master")
                .withPassword(SECRET.toCharArray())
                .build();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> RedisGuard.builder().uri(sentinel))
                .withMessageContaining("names no master")
                .withMessageContaining("named twice")
                .satisfies(e -> assertThat(everythingAbout(e)).doesNotContain(SECRET));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RedisGuard.builder().uri(new RedisURI()))
                .withMessageContaining("no host");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RedisGuard.builder().build())
                .withMessageContaining("uri=null");
    }

    private static String everythingAbout(@Nullable Throwable thrown) {
        StringWriter text = new StringWriter();
        if (thrown != null) {
            thrown.printStackTrace(new PrintWriter(text));
        }
        return text.toString();
    }
}
