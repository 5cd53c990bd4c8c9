package io.redisguard;

import io.lettuce.core.RedisFuture;
import io.lettuce.core.dynamic.Commands;
import io.lettuce.core.dynamic.annotation.Command;
import io.lettuce.core.dynamic.batch.CommandBatching;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** A command interface that Lettuce implements at run time. */
interface DynamicCommands extends Commands {
    @Command("GET")
    @Nullable
    String get(String key);

    @Command("GET")
    RedisFuture<String> getLater(String key);

    @Command("GET")
    Mono<String> getReactive(String key);

    @Command("SET")
    void batchedSet(String key, String value, CommandBatching batching);

    @Command("MONITOR")
    String monitor();

    @Command("MONITOR")
    RedisFuture<String> monitorLater();

    @Command("MONITOR")
    Mono<String> monitorReactive();

    @Command("SELECT")
    void batchedSelect(int db, CommandBatching batching);

    @Command("KEYS")
    List<String> keys(String pattern);
}
