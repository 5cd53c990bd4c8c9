package io.redisguard.lettuce;

import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.ProtocolKeyword;
import io.lettuce.core.protocol.RedisCommand;
import io.redisguard.command.CommandCatalog;
import io.redisguard.command.CommandFacts;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** Finds the facts about a Lettuce command type; those of Lettuce's own types are looked up once. */
final class CommandTypes {
    private static final Map<CommandType, CommandFacts> KNOWN = new EnumMap<>(CommandType.class);

    static {
        for (CommandType type : CommandType.values()) {
            KNOWN.put(type, CommandCatalog.facts(nameOf(type)));
        }
    }

    private CommandTypes() {}

    static CommandFacts factsOf(ProtocolKeyword type) {
        CommandFacts known = type instanceof CommandType ? KNOWN.get(type) : null;
        return known != null ? known : CommandCatalog.facts(nameOf(type));
    }

    /**
     * Returns the facts about a command that is not sent, or about its type where only a codec knows the subcommand.
     */
    static CommandFacts factsWithoutEncoding(RedisCommand<?, ?, ?> command) {
        CommandFacts facts = factsOf(command.getType());
        if (!facts.container()) {
            return facts;
        }
        try {
            ArgumentView arguments = ArgumentView.of(command, () -> {
                throw new IllegalStateException("would have to be encoded");
            });
            return CommandCatalog.facts(facts.name(), arguments.word(0));
        } catch (RuntimeException onlyTheCodecKnows) {
            return facts;
        }
    }

    /** The bytes on the wire decide, not {@code toString()}: callers name their keywords as they like. */
    private static String nameOf(ProtocolKeyword type) {
        return new String(type.getBytes(), StandardCharsets.US_ASCII).trim().toUpperCase(Locale.ROOT);
    }
}
