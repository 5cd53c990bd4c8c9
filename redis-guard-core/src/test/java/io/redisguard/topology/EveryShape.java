package io.redisguard.topology;

import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.support.ParameterDeclarations;

/** Gives a test class servers of every shape, one after the other; they are started once and end with the run. */
class EveryShape implements ArgumentsProvider {
    private static final Namespace NAMESPACE = Namespace.create(EveryShape.class);

    private final Set<Shape> shapes;

    EveryShape() {
        this(Set.of(Shape.values()));
    }

    private EveryShape(Set<Shape> shapes) {
        this.shapes = shapes;
    }

    @Override
    public Stream<? extends Arguments> provideArguments(ParameterDeclarations parameters, ExtensionContext context) {
        ExtensionContext.Store store = context.getRoot().getStore(NAMESPACE);
        return Stream.of(Shape.values())
                .filter(shapes::contains)
                .map(shape ->
                        Arguments.argumentSet(shape.name(), store.computeIfAbsent(shape, Shape::start, Servers.class)));
    }

    /** The same without those that have no replicas. */
    static final class WithReplicas extends EveryShape {
        WithReplicas() {
            super(Set.of(Shape.REPLICATED, Shape.SENTINEL, Shape.CLUSTER));
        }
    }

    /** The same without those whose replication cannot be paused. */
    static final class WithReplication extends EveryShape {
        WithReplication() {
            super(Set.of(Shape.REPLICATED, Shape.SENTINEL));
        }
    }

    /** Clusters only. */
    static final class OfClusters extends EveryShape {
        OfClusters() {
            super(Set.of(Shape.CLUSTER));
        }
    }
}
