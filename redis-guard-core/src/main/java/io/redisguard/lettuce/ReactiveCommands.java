package io.redisguard.lettuce;

import io.lettuce.core.RedisReactiveCommandsImpl;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.json.JsonParser;
import io.lettuce.core.protocol.RedisCommand;
import java.util.function.Supplier;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Lettuce's reactive API; its callers hear of each failure. */
final class ReactiveCommands<K, V> extends RedisReactiveCommandsImpl<K, V> {
    ReactiveCommands(StatefulRedisConnection<K, V> connection, RedisCodec<K, V> codec, Supplier<JsonParser> parser) {
        super(connection, codec, parser);
    }

    @Override
    public <T> Flux<T> createFlux(Supplier<RedisCommand<K, V, T>> commands) {
        return ReactiveSource.flux(commands, super::createFlux);
    }

    @Override
    public <T, R> Flux<R> createDissolvingFlux(Supplier<RedisCommand<K, V, T>> commands) {
        return ReactiveSource.flux(commands, super::createDissolvingFlux);
    }

    @Override
    public <T> Mono<T> createMono(Supplier<RedisCommand<K, V, T>> commands) {
        return ReactiveSource.mono(commands, super::createMono);
    }
}
