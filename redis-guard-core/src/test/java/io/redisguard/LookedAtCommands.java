package io.redisguard;

import io.lettuce.core.RedisFuture;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.redisguard.error.GuardFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** Sends commands whose treatment hangs on their arguments, and returns what became of each. */
public final class LookedAtCommands implements Callable<List<String>> {
    private static final List<String> ON_SHARED = List.of(
            "CLIENT REPLY OFF",
            "client reply skip",
            "CLIENT SETNAME me",
            "CLIENT GETNAME",
            "CLIENT NONE",
            "CONFIG GET maxmemory-policy",
            "CONFIG NONE",
            "OBJECT HELP ME",
            "XREAD BLOCK 10 STREAMS s $",
            "xread count 1 block 10 streams s $",
            "XREAD COUNT 1 STREAMS s 0",
            "XREAD COUNT 1 STREAMS block 0",
            "BLPOP q 1",
            "BLPOP q -1",
            "WAIT 0 100",
            "WAIT 0 -1",
            "SELECT 0",
            "KEYS *",
            "CONFIG SET maxmemory 0",
            "SET " + "k".repeat(600) + " v",
            "MGET {a}1 {a}2");
    private static final List<String> ON_EXCLUSIVE = List.of(
            "BLPOP q 0.01",
            "BLPOP q 0",
            "BLPOP q soon",
            "CLIENT REPLY OFF",
            "CLIENT SETNAME me",
            "CLIENT GETNAME",
            "XREAD BLOCK 1 STREAMS s $");

    private final String uri;
    private final List<String> heard = new ArrayList<>();

    /** Sends them to the server at this address. */
    public LookedAtCommands(String uri) {
        this.uri = uri;
    }

    @Override
    public List<String> call() throws Exception {
        try (RedisGuard guard = RedisGuard.connect(uri)) {
            for (Door door : List.of(Door.SYNC, Door.DISPATCH, Door.LOWER_CASE_KEYWORD)) {
                for (String line : ON_SHARED) {
                    send(door, guard.commands().connection(), line);
                }
            }
            guard.exclusive(connection -> {
                ON_EXCLUSIVE.forEach(line -> send(Door.ASYNC, connection, line));
                hear("a transaction", () -> transaction(connection));
                return "";
            });
            hear("an empty key", () -> guard.commands().sync().get(""));
            hear(
                    "one that cannot be encoded",
                    () -> guard.commands(new PickyCodec()).sync().set("k", PickyCodec.UNWRITABLE));
            RedisFuture<String> last = guard.commands().async().echo("in step");
            hear("the last", last::get);
        }
        return heard;
    }

    private void send(Door door, StatefulRedisConnection<String, String> connection, String line) {
        hear(line, () -> door.send(connection, line));
    }

    /** The server does not wait inside one. */
    @SuppressWarnings("unchecked") // Lettuce's own signature
    private static int transaction(StatefulRedisConnection<String, String> connection) {
        connection.sync().multi();
        connection.sync().blpop(0, "q");
        connection.sync().xread(XReadArgs.Builder.block(0), XReadArgs.StreamOffset.latest("s"));
        return connection.sync().exec().size();
    }

    private void hear(String what, Callable<?> call) {
        String outcome;
        try {
            outcome = String.valueOf(call.call());
        } catch (Exception e) {
            String sent = e instanceof GuardFailure failure ? failure.outcome() + " " : "";
            outcome = sent + e.getClass().getSimpleName() + ": " + e.getMessage();
        }
        heard.add(what + " -> " + outcome);
    }
}
