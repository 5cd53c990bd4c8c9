package io.redisguard.lettuce;

import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.resource.ClientResources;
import io.redisguard.PickyCodec;
import io.redisguard.command.CallerWishes;
import io.redisguard.command.ConnectionRole;
import io.redisguard.command.GuardEvent;
import io.redisguard.command.GuardEvent.BreakerState;
import io.redisguard.observe.GuardObserver;
import io.redisguard.observe.ObserveOptions;
import io.redisguard.resilience.BulkheadOptions;
import io.redisguard.resilience.CircuitBreakerOptions;
import io.redisguard.resilience.DeadlineOptions;
import io.redisguard.resilience.Inspection;
import io.redisguard.resilience.LinkOptions;
import io.redisguard.resilience.RepeatedWrites;
import io.redisguard.resilience.ResilienceOptions;
import io.redisguard.resilience.RetryOptions;
import io.redisguard.road.Roads;
import io.redisguard.simulation.ManualTimer;
import io.redisguard.simulation.Policies;
import io.redisguard.test.DeterministicRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One run of callers, event loops, timers and a server under faults, all of them taking turns as a random generator
 * wants it. Everything that could run by itself is a step, so the same seed gives the same run. Must be used by a
 * thread of netty's kind.
 */
final class Simulation {
    /** How late a thread may get its turn, in simulated time. */
    private static final long LATE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private static final int TURNS_OUT_OF_A_CALL = 7;
    private static final Duration ALL_DEADLINES = Duration.ofSeconds(4);
    private static final int TRACE = 80;
    private static final int MOST_CALLBACKS = 100;
    private static final int ENDLESS = 100_000;
    private static final List<String> ERRORS = List.of(
            "-LOADING Redis is loading the dataset in memory\r\n",
            "-READONLY You can't write against a read only replica.\r\n",
            "-TRYAGAIN Multiple keys request during rehashing of slot\r\n",
            "-CLUSTERDOWN The cluster is down\r\n",
            "-WRONGTYPE Operation against a key holding the wrong kind of value\r\n");
    private static final List<String> GARBAGE = List.of(
            "?what\r\n",
            "*-7\r\n",
            "*999999999\r\n",
            "$" + PickyCodec.UNREADABLE.length() + "\r\n" + PickyCodec.UNREADABLE + "\r\n");

    private final long seed;
    private final DeterministicRandom random;
    private final ManualTimer timer = new ManualTimer();
    private final List<StepLoop> loops = List.of(new StepLoop(), new StepLoop());
    private final List<Task> tasks = new ArrayList<>();
    private final ModelServer server = new ModelServer();
    private final List<SimulatedCall> calls = new ArrayList<>();
    private final Deque<String> trace = new ArrayDeque<>();
    private final List<String> wrong = new ArrayList<>();
    private final Roads roads;
    private final SimulatedLink link;
    private final int probes;
    private final int permits;
    private final long totalNanos;
    private final long slowNanos;
    private final int faultPercent;
    private final boolean mayRepeatWrites;
    private long phase;
    private boolean stalled;
    private boolean released;
    private int callbacks;

    Simulation(long seed, ClientResources resources) {
        this.seed = seed;
        random = DeterministicRandom.seeded(seed);
        probes = 1 + random.nextInt(8);
        permits = random.nextInt(3) == 0 ? 1 + random.nextInt(6) : 10_000;
        faultPercent = List.of(0, 2, 10, 40).get(random.nextInt(4));
        Duration total = Duration.ofMillis(100L + random.nextInt(1_000));
        Duration attempt = Duration.ofMillis(Math.max(10, total.toMillis() / (1 + random.nextInt(4))));
        Duration slow = Duration.ofMillis(100L + random.nextInt(2_000));
        totalNanos = total.toNanos();
        slowNanos = slow.toNanos();
        RepeatedWrites writes = List.of(RepeatedWrites.values()).get(random.nextInt(3));
        mayRepeatWrites = writes != RepeatedWrites.NEVER;
        roads = new Roads(
                GuardObserver.of(
                        ObserveOptions.builder().slowCall(Duration.ZERO).build(), this::heard),
                Policies.byDefault(),
                DeadlineOptions.builder()
                        .total(total)
                        .attempt(attempt)
                        .slow(slow)
                        .build(),
                new ResilienceOptions(
                        LinkOptions.builder()
                                .reconnectGrace(Duration.ofMillis(random.nextInt(400)))
                                .maxWaiting(random.nextInt(3) == 0 ? 1 + random.nextInt(4) : 1_000)
                                .silence(Duration.ofMillis(100L + random.nextInt(400)))
                                .silenceLimit(Duration.ofMillis(500L + random.nextInt(1_000)))
                                .build(),
                        RetryOptions.builder().writes(writes).build(),
                        CircuitBreakerOptions.builder().probes(probes).build(),
                        BulkheadOptions.builder().maxInFlight(permits).build()),
                new Random(seed));
        link = new SimulatedLink(resources, server, roads, timer, task -> tasks.add(new Task(task, timer.nanoTime())));
    }

    private record Task(Runnable run, long queuedNanos) {}

    private void heard(GuardEvent event) {
        note(event.toString());
        if (event instanceof GuardEvent.BreakerChanged change && change.to() == BreakerState.HALF_OPEN) {
            phase++;
        }
    }

    // ---- the run -----------------------------------------------------------------------------------------------

    /** Runs it to its end; fails with the seed when something is wrong. */
    void run() {
        try {
            for (int steps = 50 + random.nextInt(400); steps > 0; steps--) {
                step();
            }
            comeToRest();
            checkRest();
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError(told("it failed with " + e), e);
        }
        wrong.addAll(link.road().wrong());
        if (!wrong.isEmpty()) {
            throw new AssertionError(told(String.join("\n  ", wrong)));
        }
    }

    private String told(String what) {
        return "seed " + seed + ":\n  " + what + "\nlast steps:\n  " + String.join("\n  ", trace);
    }

    private void note(String what) {
        trace.add(TimeUnit.NANOSECONDS.toMillis(timer.nanoTime()) + " ms: " + what);
        if (trace.size() > TRACE) {
            trace.remove();
        }
    }

    private void step() {
        int dice = random.nextInt(1_000);
        if (dice < 200) {
            call();
        } else if (dice < 400) {
            loopStep();
        } else if (dice < 520) {
            runTask(random.nextInt(Math.max(1, tasks.size())));
        } else if (dice < 660) {
            execute();
        } else if (dice < 800) {
            deliver();
        } else if (dice < 920) {
            pass(1 + random.nextLong(LATE_NANOS));
        } else if (dice < 940) {
            passLong(Duration.ofMillis(random.nextInt(700)));
        } else if (dice < 960) {
            connect();
        } else if (dice < 980) {
            leaveSomeCall();
        } else {
            fault(dice);
        }
    }

    private void fault(int dice) {
        switch (dice) {
            case 980, 981, 982, 983, 984, 985 -> lose();
            case 986 -> {
                note("replace");
                link.context().replace();
            }
            case 987, 988 -> {
                SimulatedChannel channel = link.channel();
                if (channel != null) {
                    note("writes fail");
                    channel.breakWrites();
                }
            }
            case 989, 990, 991, 992 -> {
                stalled = !stalled;
                note("stalled " + stalled);
            }
            case 993 -> release();
            default -> deliver();
        }
    }

    // ---- callers -----------------------------------------------------------------------------------------------

    private SimulatedCall newCall(boolean blocked, long limitNanos) {
        String value = random.nextInt(20) == 0 ? PickyCodec.UNWRITABLE : "value";
        SimulatedCall call = newCall(blocked, limitNanos, value);
        if (random.nextInt(10) == 0) {
            call.whileEncoding(() -> aside(() -> leave(call)));
        }
        return call;
    }

    private SimulatedCall newCall(boolean blocked, long limitNanos, String value) {
        CommandType type = SimulatedCall.COMMANDS.get(random.nextInt(SimulatedCall.COMMANDS.size()));
        long allowed = limitNanos > 0 ? limitNanos : type == CommandType.EVAL ? slowNanos : totalNanos;
        SimulatedCall call = new SimulatedCall(type, calls.size(), value, mayRepeatWrites, allowed, timer::nanoTime);
        calls.add(call);
        note("call " + call + (blocked ? " blocked" : ""));
        return call;
    }

    private long limit() {
        return random.nextInt(4) == 0 ? TimeUnit.MILLISECONDS.toNanos(1 + random.nextInt(300)) : 0;
    }

    private void call() {
        int dice = random.nextInt(20);
        long limit = limit();
        if (dice == 0) {
            List<SimulatedCall> batch = List.of(newCall(false, limit), newCall(false, limit), newCall(false, limit));
            link.connection()
                    .dispatch(batch.stream().map(SimulatedCall::command).toList(), CallerWishes.NONE.within(limit));
        } else if (dice < 9) {
            newCall(true, limit).makeBlocked(link.connection(), limit, timer.nanoTime());
        } else {
            SimulatedCall call = newCall(false, limit);
            if (dice == 10) {
                CompletableFuture<?> unused = call.command().whenComplete((value, failure) -> callFromCallback());
            }
            link.connection().dispatch(call.command(), CallerWishes.NONE.within(limit));
            if (dice == 11) {
                call.cancel();
            }
        }
    }

    private void callFromCallback() {
        if (callbacks++ < MOST_CALLBACKS) {
            link.connection().dispatch(newCall(false, 0).command());
        }
    }

    private void leaveSomeCall() {
        List<SimulatedCall> open = open();
        if (!open.isEmpty()) {
            leave(open.get(random.nextInt(open.size())));
        }
    }

    private void leave(SimulatedCall call) {
        if (call.isBlocked()) {
            note("interrupt " + call);
            call.interrupt();
        } else {
            note("cancel " + call);
            call.cancel();
        }
    }

    private List<SimulatedCall> open() {
        return calls.stream().filter(call -> !call.isDone()).toList();
    }

    // ---- threads and time --------------------------------------------------------------------------------------

    private boolean loopStep() {
        List<StepLoop> busy = loops.stream().filter(StepLoop::hasTasks).toList();
        if (busy.isEmpty()) {
            return false;
        }
        busy.get(random.nextInt(busy.size())).step();
        return true;
    }

    private void aside(Runnable others) {
        loops.stream().filter(StepLoop::isRunning).findFirst().ifPresentOrElse(loop -> loop.aside(others), others);
    }

    private boolean runTask(int index) {
        if (tasks.isEmpty()) {
            return false;
        }
        tasks.remove(index).run().run();
        return true;
    }

    private boolean ask(long now) {
        for (SimulatedCall call : calls) {
            if (!call.isDone() && call.askAgainNanos() <= now) {
                note("look at the clock of " + call);
                addIfWrong(call.ask(now));
                return true;
            }
        }
        return false;
    }

    private void addIfWrong(@Nullable String what) {
        if (what != null) {
            wrong.add(what);
        }
    }

    /** Lets time pass, but nobody wait for his turn for too long. */
    private void pass(long nanos) {
        long latest = timer.nanoTime() - LATE_NANOS;
        while (!tasks.isEmpty() && tasks.get(0).queuedNanos() <= latest) {
            runTask(0);
        }
        boolean late = true;
        while (late) {
            late = ask(random.nextInt(3) == 0 ? latest : timer.nanoTime());
        }
        timer.pass(Duration.ofNanos(nanos));
    }

    private void passLong(Duration duration) {
        note("pass " + duration);
        for (long left = duration.toNanos(); left > 0; left -= LATE_NANOS) {
            pass(LATE_NANOS);
        }
    }

    /** Lets everything run that can run without time. */
    private void runAll() {
        for (int turns = 0; turns < ENDLESS; turns++) {
            boolean ran = switch (random.nextInt(4)) {
                case 0 -> loopStep() || runTask(0) || execute() || deliver();
                case 1 -> runTask(random.nextInt(Math.max(1, tasks.size()))) || loopStep() || execute() || deliver();
                case 2 -> execute() || deliver() || loopStep() || runTask(0);
                default -> deliver() || runTask(0) || loopStep() || execute();
            };
            if (!ran && !ask(timer.nanoTime())) {
                return;
            }
        }
        throw new AssertionError("it never comes to rest");
    }

    // ---- the link and its server -------------------------------------------------------------------------------

    private boolean execute() {
        ModelServer.Connection peer = link.peer();
        if (peer == null || stalled || !peer.hasRequests()) {
            return false;
        }
        if (random.nextInt(100) >= faultPercent) {
            peer.executeNext(null);
        } else if (random.nextInt(4) > 0) {
            peer.executeNext(ERRORS.get(random.nextInt(ERRORS.size())));
        } else {
            peer.answerNextWith(GARBAGE.get(random.nextInt(GARBAGE.size())));
        }
        return true;
    }

    private boolean deliver() {
        ModelServer.Connection peer = link.peer();
        SimulatedChannel channel = link.channel();
        if (peer == null || channel == null || !channel.isActive() || !peer.hasReplies()) {
            return false;
        }
        int most = random.nextBoolean() ? 1 + random.nextInt(12) : 1_000;
        channel.eventLoop().execute(() -> channel.receive(peer.read(most)));
        return true;
    }

    private void connect() {
        if (link.isGone()) {
            note("connect");
            link.connect(loops.get(random.nextInt(loops.size())));
        }
    }

    private void lose() {
        SimulatedChannel channel = link.channel();
        if (channel != null && channel.isRegistered()) {
            note("lose the link");
            channel.eventLoop().execute(() -> channel.unsafe().close(channel.voidPromise()));
        }
    }

    private void release() {
        note("release");
        released = true;
        link.connection().release();
    }

    // ---- the end -----------------------------------------------------------------------------------------------

    private void comeToRest() {
        stalled = false;
        if (released) {
            return;
        }
        note("all is well");
        if (random.nextBoolean()) {
            open().forEach(this::leave);
            runAll();
            connect();
            runAll();
            checkProbes();
        }
        if (random.nextBoolean()) {
            return; // closes in the middle of it
        }
        for (long left = ALL_DEADLINES.toNanos(); left > 0; left -= LATE_NANOS) {
            connect();
            pass(LATE_NANOS);
            runAll();
        }
        link.road().missing().forEach(wrong::add);
        check("timers", timer.size(), 1);
        checkNothingHeld();
    }

    /** A half-open breaker lets as many through as were not used up: none was lost on the way. */
    private void checkProbes() {
        if (link.node().breakerState() != BreakerState.HALF_OPEN
                || link.context().inFlight() > 0
                || !link.context().watch().isUp()) {
            return;
        }
        link.context().watch().lateReply(); // there has been life
        int left = probes - link.road().probesUsed(phase);
        List<SimulatedCall> tried = new ArrayList<>();
        for (int i = 0; i <= probes; i++) {
            SimulatedCall call = newCall(false, 0, "value"); // encoded well, and left by nobody
            tried.add(call);
            link.connection().dispatch(call.command());
        }
        check("probes", tried.stream().filter(call -> !call.isDone()).count(), Math.min(left, permits));
        runAll();
    }

    private void checkRest() {
        if (!released) {
            release();
        }
        runAll();
        open().forEach(call -> wrong.add(call + " is not ended by the close"));
        link.road().missing().forEach(wrong::add);
        checkNothingHeld();
        roads.close();
        runAll();
        check("timers", timer.size(), 0);
        calls.forEach(call -> addIfWrong(call.verdict(server, TURNS_OUT_OF_A_CALL * LATE_NANOS)));
    }

    private void checkNothingHeld() {
        check("permits", link.node().onWire(ConnectionRole.SHARED), 0);
        check("commands in flight", link.context().inFlight(), 0);
        check("waiting attempts", Inspection.waiting(link.context().watch()), 0);
        check("verdicts", Inspection.verdicts(link.node()), link.road().verdicts());
    }

    private void check(String what, long found, long expected) {
        if (found != expected) {
            wrong.add(what + ": " + found + " instead of " + expected);
        }
    }
}
