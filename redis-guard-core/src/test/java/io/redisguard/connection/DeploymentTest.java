package io.redisguard.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisURI;
import io.redisguard.RedisGuard;
import io.redisguard.connection.Deployment.Kind;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** All forms of addresses come to one value. */
class DeploymentTest {
    private static List<String> places(List<RedisURI> uris) {
        return uris.stream().map(uri -> uri.getHost() + ":" + uri.getPort()).toList();
    }

    private static List<@Nullable String> login(RedisURI uri) {
        RedisCredentials credentials = Objects.requireNonNull(
                uri.getCredentialsProvider().resolveCredentials().block());
        char[] password = credentials.getPassword();
        return Arrays.asList(credentials.getUsername(), password == null ? null : new String(password));
    }

    @Test
    void oneServer() {
        Deployment deployment = Deployment.of("rediss://app:pw@cache:7000/3");

        assertThat(deployment.kind()).isEqualTo(Kind.STANDALONE);
        assertThat(deployment.isTls()).isTrue();
        assertThat(places(deployment.servers())).containsExactly("cache:7000");
        assertThat(deployment.servers().get(0).getDatabase()).isEqualTo(3);
        assertThat(login(deployment.servers().get(0))).containsExactly("app", "pw");
    }

    @Test
    void oneSocket() {
        Deployment deployment = Deployment.of("redis-socket:///run/redis.sock");

        assertThat(deployment.kind()).isEqualTo(Kind.STANDALONE);
        assertThat(deployment.servers().get(0).getSocket()).isEqualTo("/run/redis.sock");
    }

    @Test
    void sentinelsOfAUri() {
        Deployment deployment = Deployment.of("redis-sentinel://app:pw@s1:7001,s2,s3:7003/5?clientName=me#mymaster");

        RedisURI uri = deployment.servers().get(0);
        assertThat(deployment.kind()).isEqualTo(Kind.SENTINEL);
        assertThat(deployment.servers()).hasSize(1);
        assertThat(places(uri.getSentinels())).containsExactly("s1:7001", "s2:26379", "s3:7003");
        assertThat(uri.getSentinelMasterId()).isEqualTo("mymaster");
        assertThat(uri.getDatabase()).isEqualTo(5);
        assertThat(uri.getClientName()).isEqualTo("me");
        assertThat(login(uri)).containsExactly("app", "pw");
        assertThat(deployment.isTls()).isFalse();
    }

    @Test
    void aLoginOfAUriIsForThePrimaryAndNotForSentinels() {
        RedisURI uri = Deployment.of("redis-sentinel://app:pw@s1,s2#mymaster")
                .servers()
                .get(0);

        assertThat(uri.getSentinels())
                .allSatisfy(sentinel -> assertThat(login(sentinel)).containsExactly(null, null));
    }

    @Test
    void sentinelsOfAParameter() {
        assertThat(Deployment.of("redis-sentinel://s1?sentinelMasterId=mymaster")
                        .servers()
                        .get(0)
                        .getSentinelMasterId())
                .isEqualTo("mymaster");
    }

    @Test
    void theTlsOfAUriIsForSentinelsToo() {
        RedisURI uri = Deployment.of("rediss-sentinel://s1,s2/0?verifyPeer=CA#mymaster")
                .servers()
                .get(0);

        assertThat(uri.isSsl()).isTrue();
        assertThat(uri.getSentinels()).hasSize(2).allSatisfy(sentinel -> {
            assertThat(sentinel.isSsl()).isTrue();
            assertThat(sentinel.getVerifyMode()).isEqualTo(uri.getVerifyMode());
        });
    }

    @Test
    void sentinelsOfTheBuilder() {
        Deployment deployment = Deployment.sentinel("mymaster", "s1:7001", "s2", "[::1]", "[fe80::1]:7004");

        assertThat(deployment.kind()).isEqualTo(Kind.SENTINEL);
        assertThat(places(deployment.servers().get(0).getSentinels()))
                .containsExactly("s1:7001", "s2:26379", "[::1]:26379", "[fe80::1]:7004");
    }

    @Test
    void seedsOfOneUriHaveOneUser() {
        Deployment deployment = Deployment.of("rediss://app:p,w@h1:7000,h2,h3:7002?timeout=2s");

        assertThat(deployment.kind()).isEqualTo(Kind.CLUSTER);
        assertThat(deployment.isTls()).isTrue();
        assertThat(places(deployment.servers())).containsExactly("h1:7000", "h2:6379", "h3:7002");
        assertThat(deployment.servers())
                .allSatisfy(seed -> assertThat(login(seed)).containsExactly("app", "p,w"))
                .allSatisfy(seed -> assertThat(seed.getTimeout()).hasSeconds(2));
    }

    @Test
    void aPasswordWithACommaMakesNoCluster() {
        assertThat(Deployment.of("redis://app:p,w@h1:7000").kind()).isEqualTo(Kind.STANDALONE);
    }

    @Test
    void seedsOfSeveralUris() {
        assertThat(Deployment.of("redis://h1:7000", "redis://h2:7001,h3").kind())
                .isEqualTo(Kind.CLUSTER);
        assertThat(places(Deployment.cluster("redis://h1:7000", "redis://h2:7001,h3")
                        .servers()))
                .containsExactly("h1:7000", "h2:7001", "h3:6379");
        assertThat(Deployment.cluster("redis://h1:7000").kind()).isEqualTo(Kind.CLUSTER);
    }

    @Test
    void aPrimaryWithReplicas() {
        Deployment deployment = Deployment.replicated("redis://h1/2", "redis://h2/2");

        assertThat(deployment.kind()).isEqualTo(Kind.REPLICATED);
        assertThat(places(deployment.servers())).containsExactly("h1:6379", "h2:6379");
    }

    @Test
    void oneErrorNamesAllThatIsWrong() {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> Deployment.cluster("redis://a:b@h1/1", "rediss://h1:6379", "", "redis-socket:///run/x"))
                .withMessageContaining("Server 3 of 4 is empty")
                .withMessageContaining("One of them is named twice")
                .withMessageContaining("Some are reached with TLS and some without")
                .withMessageContaining("A cluster has no database but 0")
                .withMessageContaining("A cluster cannot be reached through a Unix socket")
                .withMessageContaining("The seeds have different users or passwords");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Deployment.of("redis-sentinel://s1:0,s 2,s3:99999,s4,s4/x"))
                .withMessageContaining("names no master")
                .withMessageContaining("Sentinel 1 of 5 names a port that is not between 1 and 65535")
                .withMessageContaining("Sentinel 2 of 5 is malformed")
                .withMessageContaining("Sentinel 3 of 5 ")
                .withMessageContaining("named twice")
                .withMessageContaining("The Redis URI is malformed");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Deployment.sentinel(" ", "s1/1", "redis://s2", "a:b@s3", "s4:"))
                .withMessageContaining("The name of the master is empty")
                .withMessageContaining("Sentinel 1 of 4 ")
                .withMessageContaining("Sentinel 2 of 4 ")
                .withMessageContaining("Sentinel 3 of 4 ")
                .withMessageContaining("Sentinel 4 of 4 ");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Deployment.replicated("redis://h1/1", "redis://h2/2"))
                .withMessageContaining("different databases");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Deployment.of("redis-sentinel://s1#m", "redis://h1"))
                .withMessageContaining("Server 1 of 2 names Sentinels");
    }

    @Test
    @SuppressWarnings("NullAway") // that is the point
    void nothingAtAllIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(Deployment::cluster)
                .withMessageContaining("No server is named");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Deployment.sentinel("mymaster"))
                .withMessageContaining("No Sentinel is named");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Deployment.sentinel(null, (String) null))
                .withMessageContaining("The name of the master is empty")
                .withMessageContaining("Sentinel 1 of 1 is empty");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Deployment.cluster("redis://h1", null))
                .withMessageContaining("Server 2 of 2 is null");
    }

    @Test
    void itsTextTellsNoUserAndNoPassword() {
        assertThat(Deployment.of("redis-sentinel://app:pw@s1,s2#mymaster"))
                .hasToString("Deployment[kind=SENTINEL, named=2, tls=false]");
    }

    @Test
    void aGuardHasOneDeployment() {
        RedisGuard.Builder builder = RedisGuard.builder().uri("redis://h1").uri("redis://h2");

        assertThatIllegalStateException()
                .isThrownBy(() -> builder.sentinel("mymaster", "s1"))
                .withMessageContaining("sentinel(…) was called after uri(…)");
        assertThatIllegalStateException().isThrownBy(() -> builder.cluster("redis://h1"));
        assertThatIllegalStateException().isThrownBy(() -> builder.replicated("redis://h1"));
    }
}
