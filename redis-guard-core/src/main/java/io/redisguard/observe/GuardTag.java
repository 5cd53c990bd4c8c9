package io.redisguard.observe;

import io.redisguard.command.ConnectionRole;
import io.redisguard.command.GuardEvent.BreakerState;
import io.redisguard.command.GuardEvent.LinkReplaced;
import io.redisguard.command.GuardEvent.RepeatDenied;
import io.redisguard.command.ServerRefusal;
import io.redisguard.internal.Text;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The tags of the meters and spans. Their values are short closed sets, never a key, a value or a user. */
public enum GuardTag {
    /** Always {@code redis}. */
    DB_SYSTEM("db.system.name", "redis"),
    /** Name of the command in upper case; {@value #OTHER} when the catalogue does not know it. */
    DB_OPERATION("db.operation.name"),
    /** Host of the server, or its socket. */
    SERVER_ADDRESS("server.address"),
    /** Port of the server, or {@value #NONE} for a socket. */
    SERVER_PORT("server.port"),
    /**
     * Why the call failed: the code of the server's error, or else how the call ended; {@value #NONE} if it did not.
     */
    ERROR_TYPE(
            "error.type",
            Stream.of(
                            Stream.of("none"),
                            ErrorTypes.WITHOUT_REPLY.stream(),
                            ErrorTypes.CODES.stream(),
                            Stream.of("_other"))
                    .flatMap(values -> values)),
    /**
     * First word of the server's error, {@value #OTHER} for those Redis does not have, {@value #NONE} without error.
     */
    STATUS_CODE(
            "db.response.status_code",
            Stream.of(Stream.of("none"), ErrorTypes.CODES.stream(), Stream.of("_other"))
                    .flatMap(values -> values)),
    /** As {@link #DB_OPERATION}. */
    COMMAND("command"),
    /** How the call ended, in one word. */
    OUTCOME("outcome", Arrays.stream(Outcome.values()).map(Outcome::tag).distinct()),
    /** Through which interface the call was made. */
    FACADE("facade", "raw"),
    /** Whether bytes came or went. */
    DIRECTION("direction", "in", "out"),
    /** Which rule of the policy. */
    RULE("rule"),
    /** What the policy did. */
    ACTION("action"),
    /** What the connection is for. */
    ROLE("role", words(ConnectionRole.values())),
    /** What a connection of a pool is doing. */
    POOL_STATE("state", words(PoolMeters.Part.values())),
    /** State of the circuit breaker after the change. */
    TO("to", words(BreakerState.values())),
    /** Why a call was not repeated. */
    DENIED_BECAUSE("reason", words(RepeatDenied.Reason.values())),
    /** By which answer a node of a cluster sent a call on. */
    KIND(
            "kind",
            Arrays.stream(ServerRefusal.values())
                    .filter(ServerRefusal::isRedirection)
                    .map(Text::of)),
    /** Why a link was ended. */
    FAULT("fault", words(LinkReplaced.Fault.values()));

    /** Stands for everything that is not in the closed set of a tag. */
    public static final String OTHER = "_other";

    /** Stands for the absence of what a tag tells. */
    public static final String NONE = "none";

    private final String key;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.copyOf
    private final List<String> closedSet;

    GuardTag(String key, String... closedSet) {
        this(key, Arrays.stream(closedSet));
    }

    GuardTag(String key, Stream<String> closedSet) {
        this.key = key;
        this.closedSet = closedSet.toList();
    }

    private static Stream<String> words(Enum<?>[] values) {
        return Arrays.stream(values).map(Text::of);
    }

    /** Returns the key of the tag. */
    public String key() {
        return key;
    }

    /** Returns all values that the tag can have; empty when they come from the catalogue, the policy or the URI. */
    public List<String> closedSet() {
        return closedSet;
    }
}
