package io.redisguard.lettuce;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.event.EventBus;
import io.lettuce.core.event.connection.ReauthenticationFailedEvent;
import io.netty.channel.unix.Errors;
import io.redisguard.command.GuardEvent;
import io.redisguard.command.GuardEvents;
import java.io.IOException;
import java.net.SocketException;
import java.nio.channels.ClosedChannelException;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;

/**
 * Tells of connections that could not take on new credentials. The text of a failure is not repeated: whoever provides
 * credentials may put anything into it.
 */
final class CredentialsWatch {
    private static final Logger LOG = LoggerFactory.getLogger(CredentialsWatch.class);

    private CredentialsWatch() {}

    /** Watches the connections among those that may share the bus with others. */
    static Disposable start(EventBus bus, Channels connections, GuardEvents events) {
        return bus.get().ofType(ReauthenticationFailedEvent.class).subscribe(failed -> {
            ConnectionContext connection = connections.withEndpoint(failed.getEpId());
            if (connection != null && !isLostConnection(failed.getCause())) {
                String reason = reasonOf(failed.getCause());
                LOG.warn(
                        "A connection to {} could not take on new credentials ({}). It keeps those it has;"
                                + " give it some that the server knows before they end.",
                        connection.server(),
                        reason);
                events.raise(() -> new GuardEvent.ReauthenticationFailed(connection.server(), reason));
            }
        });
    }

    /** Credentials that went down with their connection are of no interest: the next one asks for the latest. */
    private static boolean isLostConnection(Throwable failure) {
        if (failure instanceof NoCredentialsException) {
            return false;
        }
        boolean isOfTheNetwork = failure instanceof Errors.NativeIoException
                || failure instanceof ClosedChannelException
                || failure instanceof SSLException
                || failure.getClass() == SocketException.class
                || failure.getClass() == IOException.class;
        return isOfTheNetwork
                || (failure instanceof RedisException && !(failure instanceof RedisCommandExecutionException));
    }

    private static String reasonOf(Throwable failure) {
        if (failure instanceof NoCredentialsException none) {
            return none.reason();
        }
        String text = failure.getMessage();
        return failure instanceof RedisCommandExecutionException && text != null
                ? text.replaceFirst("\\s.*", "")
                : failure.getClass().getSimpleName();
    }
}
