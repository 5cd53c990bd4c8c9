package io.redisguard.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.lettuce.core.RedisCredentials;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;

class RotatingCredentialsTest {
    private static final char[] FIRST = "first".toCharArray();
    private static final char[] SECOND = "second".toCharArray();

    private final RotatingCredentials credentials = RotatingCredentials.of("app", FIRST);
    private final List<String> told = Collections.synchronizedList(new ArrayList<>());

    private Disposable listen() {
        return credentials.credentials().subscribe(next -> told.add(text(next)));
    }

    private static String text(RedisCredentials credentials) {
        return credentials.getUsername() + "/" + new String(credentials.getPassword());
    }

    @Test
    void newConnectionsLogInWithTheLatest() {
        assertThat(text(credentials.resolveCredentialsNow())).isEqualTo("app/first");

        credentials.rotate("other", SECOND);

        assertThat(text(credentials.resolveCredentialsNow())).isEqualTo("other/second");
        assertThat(credentials
                        .resolveCredentials()
                        .map(RotatingCredentialsTest::text)
                        .block())
                .isEqualTo("other/second");
    }

    @Test
    void livingConnectionsAreToldTheLatestAndEachNewOne() {
        credentials.rotate("app", SECOND);
        Disposable listener = listen();
        credentials.rotate(null, FIRST);

        assertThat(told).containsExactly("app/second", "null/first");
        assertThat(credentials.listeners()).isOne();

        listener.dispose();
        credentials.rotate("app", SECOND);

        assertThat(told).hasSize(2);
        assertThat(credentials.listeners()).isZero();
    }

    @Test
    void rotationsOfManyThreadsComeOneByOne() throws InterruptedException {
        Disposable listener = listen();
        CountDownLatch start = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            String user = "app" + i;
            Thread thread = new Thread(() -> {
                try {
                    start.await();
                } catch (InterruptedException e) {
                    return;
                }
                for (int n = 0; n < 250; n++) {
                    credentials.rotate(user, SECOND);
                }
            });
            thread.start();
            threads.add(thread);
        }
        start.countDown();
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(told).hasSize(1_001);
        assertThat(told.get(1_000)).isEqualTo(text(credentials.resolveCredentialsNow()));
        listener.dispose();
    }

    @Test
    void aPasswordThatItsOwnerWipesStaysWhatItWas() {
        char[] password = SECOND.clone();
        credentials.rotate("app", password);
        Arrays.fill(password, ' ');
        Arrays.fill(credentials.resolveCredentialsNow().getPassword(), ' ');

        assertThat(text(credentials.resolveCredentialsNow())).isEqualTo("app/second");
    }

    @Test
    void itsTextTellsNothing() {
        assertThat(credentials).hasToString("RotatingCredentials[****]");
        assertThat(credentials.resolveCredentialsNow()).hasToString("****");
    }

    @Test
    void refusesEmptyOnes() {
        assertThatIllegalArgumentException().isThrownBy(() -> RotatingCredentials.of("app", new char[0]));
        assertThatIllegalArgumentException().isThrownBy(() -> credentials.rotate(" ", FIRST));
    }
}
