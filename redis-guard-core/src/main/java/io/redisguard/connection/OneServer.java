package io.redisguard.connection;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The layout of a single server, which is the primary for everything. */
record OneServer(Node node) implements LayoutSource {
    @Override
    public String name() {
        return node.name();
    }

    @Override
    public CompletableFuture<?> start() {
        return node.start();
    }

    @Override
    public Layout atFirst() {
        return new Layout.OnePrimary(node, List.of());
    }

    @Override
    public CompletableFuture<Layout> ask() {
        return CompletableFuture.completedFuture(atFirst());
    }

    @Override
    public boolean needs(Node other) {
        return other == node;
    }

    @Override
    public boolean isFixed() {
        return true;
    }
}
