package io.redisguard.examples.quickstart;

import io.redisguard.test.Direction;
import io.redisguard.test.FaultProxy;
import io.redisguard.test.RedisServer;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The faults. Both crews work on one server through one proxy, so that each fault hits them in the same moment. */
final class Trial {
    private static final Duration CALM = Duration.ofMillis(300);
    private static final Duration STOPPED = Duration.ofMillis(1_500);
    private static final Duration DEAD = Duration.ofMillis(2_200);
    private static final Duration REPLIES_HELD = Duration.ofMillis(50);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int CUTS = 5;

    private final RedisServer server;
    private final FaultProxy proxy;
    private final PrintStream out;

    private Trial(RedisServer server, FaultProxy proxy, PrintStream out) {
        this.server = server;
        this.proxy = proxy;
        this.out = out;
    }

    /** Does it all and returns what was measured, stock first. */
    static List<Tally> run(RedisServer server, PrintStream out) throws InterruptedException {
        try (FaultProxy proxy = FaultProxy.inFrontOf(server);
                Contender stock = Contender.stock(proxy.uri());
                Contender guarded = Contender.guarded(proxy.uri())) {
            Crew stockCrew = new Crew(stock);
            Crew guardedCrew = new Crew(guarded);
            List<Crew> crews = List.of(stockCrew, guardedCrew);
            new Trial(server, proxy, out).trouble(crews);
            for (Crew crew : crews) {
                crew.stop();
            }
            return crews.stream().map(crew -> crew.tally(server)).toList();
        }
    }

    private void trouble(List<Crew> crews) {
        out.println("  eight callers of each are at work");
        pause(CALM);

        out.println("  the server is stopped (SIGSTOP) and revived");
        server.pause();
        pause(STOPPED);
        server.resume();
        awaitRecovery(crews);

        out.println("  the server is killed (kill -9) and restarted");
        server.kill();
        proxy.refuse();
        pause(DEAD);
        server.restart();
        proxy.heal();
        awaitRecovery(crews);

        out.println("  the network is cut " + CUTS + " times while replies are on their way");
        for (int i = 0; i < CUTS; i++) {
            proxy.blackHole(Direction.TO_CLIENT);
            pause(REPLIES_HELD);
            proxy.reset();
            proxy.heal();
            awaitRecovery(crews);
        }
        pause(CALM);
    }

    /** Notes for each crew when all its callers had answers again. */
    private static void awaitRecovery(List<Crew> crews) {
        long back = System.nanoTime();
        boolean[] recovered = new boolean[crews.size()];
        int missing = crews.size();
        while (missing > 0) {
            long waited = System.nanoTime() - back;
            if (waited > PATIENCE.toNanos()) {
                throw new IllegalStateException("No answers within " + PATIENCE + " after the fault had ended.");
            }
            for (int i = 0; i < recovered.length; i++) {
                if (!recovered[i] && crews.get(i).allHaveAnswersSince(back)) {
                    recovered[i] = true;
                    missing--;
                    crews.get(i).recoveredAfter(waited);
                }
            }
            pause(Duration.ofMillis(1));
        }
    }

    private static void pause(Duration duration) {
        long end = System.nanoTime() + duration.toNanos();
        for (long left = duration.toNanos(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(Math.min(left, TimeUnit.MILLISECONDS.toNanos(50)));
        }
    }
}
