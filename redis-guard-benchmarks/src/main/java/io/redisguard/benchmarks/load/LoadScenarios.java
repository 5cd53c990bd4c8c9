package io.redisguard.benchmarks.load;

import io.redisguard.benchmarks.Scenario;
import io.redisguard.benchmarks.load.CurveScenario.Point;
import io.redisguard.benchmarks.subject.Ability;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The scenarios of this package. */
public final class LoadScenarios {
    private static final int SMALL = 100;
    private static final int LARGE = 10_000;

    private final List<Scenario> all = new ArrayList<>();

    private LoadScenarios() {}

    /** Returns all of them; a new one is a line here. */
    public static List<Scenario> all() {
        LoadScenarios load = new LoadScenarios();
        List.of(1, 8, 32, 128).forEach(load::addSync);
        load.add("burst-1", Place::standalone, Load.burst(1, SMALL));
        load.add("burst-8", Place::standalone, Load.burst(8, SMALL));
        load.add("tls-1", Place::tls, Load.getSet(1, SMALL), Ability.TLS);
        load.add("tls-8", Place::tls, Load.getSet(8, SMALL), Ability.TLS);
        load.add("tls-32", Place::tls, Load.getSet(32, SMALL), Ability.TLS);
        load.add("tls-burst-1", Place::tls, Load.burst(1, SMALL), Ability.TLS);
        load.add("cluster-8", () -> Place.cluster(3), Load.getSet(8, SMALL), Ability.CLUSTER);
        load.add("cluster-32", () -> Place.cluster(3), Load.getSet(32, SMALL), Ability.CLUSTER);
        load.add("cluster-burst-1", () -> Place.cluster(3), Load.burst(1, SMALL), Ability.CLUSTER);
        load.all.add(curve(
                "callers",
                IntStream.iterate(1, n -> n <= 512, n -> 2 * n)
                        .mapToObj(callers -> new Point(callers, Place::standalone, Load.get(callers, SMALL)))));
        // the last one is close to what the policy of redis-guard refuses
        load.all.add(curve(
                "values",
                IntStream.iterate(10, n -> n <= 1_000_000, n -> 10 * n)
                        .mapToObj(bytes -> new Point(bytes, Place::standalone, Load.getSet(8, bytes)))));
        load.all.add(curve(
                "nodes",
                IntStream.rangeClosed(1, 6)
                        .mapToObj(nodes -> new Point(nodes, () -> Place.cluster(nodes), Load.get(32, SMALL)))));
        return List.copyOf(load.all);
    }

    private void addSync(int callers) {
        String name = "sync-" + callers;
        Load small = Load.getSet(callers, SMALL);
        Load large = Load.getSet(callers, LARGE);
        add(name, Place::standalone, small);
        add(name + "-10kb", Place::standalone, large);
        add(name + "-virtual", Place::standalone, small.inVirtualThreads());
        add(name + "-virtual-10kb", Place::standalone, large.inVirtualThreads());
    }

    private void add(String name, Callable<Place> opening, Load load, Ability... needed) {
        Set<Ability> all = EnumSet.noneOf(Ability.class);
        Collections.addAll(all, needed);
        if (load.work() == Work.BURST) {
            all.add(Ability.BURST);
        }
        this.all.add(new LoadScenario(name, opening, all, load));
    }

    private static Scenario curve(String number, Stream<Point> points) {
        return new CurveScenario("curve-" + number, number, points.toList());
    }
}
