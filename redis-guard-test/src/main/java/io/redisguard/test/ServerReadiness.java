package io.redisguard.test;

import java.io.IOException;
import java.time.Duration;
import java.util.OptionalLong;

/** Waits until a server answers PING. */
final class ServerReadiness {
    /** The longest a server may take to answer its first PING. */
    static final Duration LIMIT = Duration.ofSeconds(30);

    private static final Duration ANSWER = Duration.ofSeconds(1);
    private static final int LOG_LINES = 20;

    private ServerReadiness() {}

    /**
     * Returns when the server answers.
     *
     * @throws ServerStartException when it ends or stays silent, with the end of its log
     */
    static void await(ServerRuntime runtime, ServerClient client, String label, String moment) {
        boolean[] running = {true};
        boolean answered = Patience.until(LIMIT, () -> {
            if (answers(client)) {
                return true;
            }
            running[0] = runtime.isRunning();
            return !running[0];
        });
        String where = "%s on %s:%d".formatted(label, runtime.host(), runtime.port());
        if (!answered) {
            throw failure(where + " did not answer PING within " + LIMIT.toSeconds() + " s " + moment, runtime);
        }
        if (!running[0]) {
            throw failure(where + " ended before it answered PING " + moment, runtime);
        }
        OptionalLong pid = runtime.pid();
        if (pid.isPresent() && !isOurs(client, pid.getAsLong())) {
            throw failure(where + " is not ours, Address already in use " + moment, runtime);
        }
    }

    /**
     * Returns whether PING gets an answer; a refusal for lack of rights is one, a server that loads data is not.
     * Without the password a server that loads says only that it wants one.
     */
    static boolean answers(ServerClient client) {
        try (RespConnection connection = client.connect(ANSWER)) {
            client.logIn(connection);
            Object reply = connection.call("PING");
            return !(reply instanceof RespConnection.Failure failure) || isForLackOfRights(failure);
        } catch (IOException e) {
            return false;
        }
    }

    /** Another program may have taken the port in the moment between choosing and binding it. */
    private static boolean isOurs(ServerClient client, long pid) {
        try (RespConnection connection = client.connect(ANSWER)) {
            client.logIn(connection);
            Object reply = connection.call("INFO", "server");
            return reply instanceof RespConnection.Failure failure
                    ? isForLackOfRights(failure)
                    : String.valueOf(reply).contains("process_id:" + pid + "\r\n");
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean isForLackOfRights(RespConnection.Failure failure) {
        return failure.text().startsWith("NOAUTH") || failure.text().startsWith("NOPERM");
    }

    private static ServerStartException failure(String what, ServerRuntime runtime) {
        String log = runtime.log();
        String[] lines = log.lines().toArray(String[]::new);
        StringBuilder message = new StringBuilder(what).append(". Its log ends with:");
        for (int i = Math.max(0, lines.length - LOG_LINES); i < lines.length; i++) {
            message.append("\n  ").append(lines[i]);
        }
        return new ServerStartException(message.toString(), log + what, null);
    }
}
