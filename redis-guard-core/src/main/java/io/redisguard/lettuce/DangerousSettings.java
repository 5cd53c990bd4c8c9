package io.redisguard.lettuce;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslVerifyMode;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import io.lettuce.core.tracing.Tracing;
import io.redisguard.internal.Text;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Names the settings of a user's own URI, options and resources that endanger a service, and what became of each. */
final class DangerousSettings {
    private static final Logger LOG = LoggerFactory.getLogger(DangerousSettings.class);
    private static final Duration LONG_CONNECT = Duration.ofSeconds(5);
    private static final long LATE_RECONNECT = 64;

    private final List<String> found = new ArrayList<>();

    private DangerousSettings() {}

    /** Logs them in one warning, if there are any. */
    static void warn(RedisURI uri, @Nullable ClientOptions options, @Nullable ClientResources resources) {
        List<String> found = find(uri, options, resources);
        if (!found.isEmpty()) {
            LOG.warn("{} of the given Lettuce settings are dangerous: {}.", found.size(), String.join("; ", found));
        }
    }

    static void warn(SecuritySettings security) {
        if (security.verification() == SslVerifyMode.NONE) {
            LOG.warn(
                    "TLS trusts any server: anybody can pose as the server, read all that is sent and learn passwords."
                            + " Give the certificate of its authority with trusted-certificates, and take trustAnyServer() away.");
        }
    }

    static List<String> find(RedisURI uri, @Nullable ClientOptions options, @Nullable ClientResources resources) {
        DangerousSettings settings = new DangerousSettings();
        settings.look(uri);
        if (options != null) {
            settings.look(options);
            settings.look(options.getSocketOptions());
        }
        if (resources != null) {
            settings.look(resources);
        }
        return settings.found;
    }

    private void look(RedisURI uri) {
        note(
                !uri.getTimeout().equals(RedisURI.DEFAULT_TIMEOUT_DURATION),
                "uri.timeout=" + Text.of(uri.getTimeout()),
                "not used, calls have deadlines");
        note(
                uri.isSsl() && uri.getVerifyMode() != SslVerifyMode.FULL,
                "uri.verifyPeer=" + uri.getVerifyMode(),
                "kept, anybody can pose as the server");
    }

    private void look(ClientOptions options) {
        note(
                options.getDisconnectedBehavior() != DisconnectedBehavior.REJECT_COMMANDS,
                "disconnectedBehavior=" + options.getDisconnectedBehavior(),
                "replaced by REJECT_COMMANDS, it sends commands twice");
        note(
                options.getTimeoutOptions().isTimeoutCommands(),
                "timeoutOptions=enabled",
                "replaced by deadlines, it does not tell what was sent");
        note(
                options.getRequestQueueSize() == Integer.MAX_VALUE,
                "requestQueueSize=unlimited",
                "replaced by the in-flight limit");
        note(!options.isAutoReconnect(), "autoReconnect=false", "kept, a lost connection stays lost");
        note(
                options.isSuspendReconnectOnProtocolFailure(),
                "suspendReconnectOnProtocolFailure=true",
                "kept, one failed handshake ends all reconnecting");
    }

    private void look(SocketOptions socket) {
        note(
                socket.getConnectTimeout().compareTo(LONG_CONNECT) > 0,
                "connectTimeout=" + Text.of(socket.getConnectTimeout()),
                "kept, recovery can take as long");
        note(!socket.isKeepAlive(), "keepAlive=off", "kept, an idle dead connection is not noticed");
        note(
                !socket.isEnableTcpUserTimeout(),
                "tcpUserTimeout=off",
                "kept, a silent network is noticed after 15 minutes");
    }

    private void look(ClientResources resources) {
        Delay delay = resources.reconnectDelay();
        if (!(delay instanceof Delay.StatefulDelay)) {
            Duration late = delay.createDelay(LATE_RECONNECT);
            note(
                    late.compareTo(OutageDelay.LONGEST) > 0,
                    "reconnectDelay=up to " + Text.of(late),
                    "kept, recovery can take as long");
        }
        Tracing tracing = resources.tracing();
        note(
                tracing.isEnabled() && tracing.includeCommandArgsInSpanTags(),
                "tracing.includeCommandArgsInSpanTags=true",
                "kept, keys and values are in the traces");
    }

    private void note(boolean dangerous, String setting, String consequence) {
        if (dangerous) {
            found.add(setting + " (" + consequence + ")");
        }
    }
}
