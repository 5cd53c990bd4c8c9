package io.redisguard.lettuce;

import io.redisguard.command.CommandAttempt;
import io.redisguard.command.CommandCall;
import io.redisguard.command.CommandRoad;
import io.redisguard.command.LinkWatch;
import io.redisguard.command.Repetition;
import io.redisguard.command.ServerRefusal;
import io.redisguard.error.CallOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Passes everything on to a real road, and checks that everything is said exactly once and of the right things. */
final class RecordingRoad implements CommandRoad {
    private static final Set<ServerRefusal> NOT_SERVING = Set.of(
            ServerRefusal.LOADING, ServerRefusal.CLUSTERDOWN, ServerRefusal.MASTERDOWN, ServerRefusal.MAX_CLIENTS);

    private final CommandRoad road;
    private final Map<CommandCall, AtomicInteger> settled = new ConcurrentHashMap<>();
    private final Map<CommandAttempt, Heard> attempts = new ConcurrentHashMap<>();
    private final Set<CommandAttempt> decided = ConcurrentHashMap.newKeySet();
    private final AtomicLong verdicts = new AtomicLong();
    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();

    RecordingRoad(CommandRoad road) {
        this.road = road;
    }

    /** What was heard of an attempt that had entered. */
    static final class Heard {
        private final AtomicInteger ended = new AtomicInteger();
        private final AtomicInteger left = new AtomicInteger();
        private volatile boolean good;
        private volatile boolean bad;
    }

    @Override
    public void enter(CommandCall call) {
        road.enter(call);
        if (settled.putIfAbsent(call, new AtomicInteger()) != null) {
            wrong.add("a call entered twice: " + call.facts().name());
        }
    }

    @Override
    public void settled(CommandCall call, CallOutcome outcome) {
        AtomicInteger times = settled.get(call);
        if (times == null) {
            wrong.add("a call was settled that never entered: " + call.facts().name());
        } else if (times.incrementAndGet() > 1) {
            wrong.add("a call was settled twice: " + call.facts().name() + " " + outcome);
        }
        road.settled(call, outcome);
    }

    @Override
    public void enter(CommandAttempt attempt) {
        road.enter(attempt);
        if (!settled.containsKey(attempt.call())) {
            wrong.add(attempt + " entered before its call");
        }
        if (attempts.putIfAbsent(attempt, new Heard()) != null) {
            wrong.add(attempt + " entered twice");
        }
    }

    @Override
    public void ended(CommandAttempt attempt, CallOutcome outcome) {
        Heard heard = attempts.get(attempt);
        if (heard == null) {
            wrong.add(attempt + " ended that never entered: " + outcome);
        } else {
            if (heard.ended.incrementAndGet() > 1) {
                wrong.add(attempt + " ended twice: " + outcome);
            }
            heard.good = isGood(attempt, outcome);
            heard.bad = isBad(attempt, outcome);
            verdicts.addAndGet(heard.good || heard.bad ? 1 : 0);
        }
        road.ended(attempt, outcome);
    }

    private static boolean isGood(CommandAttempt attempt, CallOutcome outcome) {
        return switch (outcome) {
            case SUCCESS, CANNOT_DECODE -> true;
            case SERVER_ERROR -> !doesNotServe(attempt);
            default -> false;
        };
    }

    private static boolean isBad(CommandAttempt attempt, CallOutcome outcome) {
        return switch (outcome) {
            case SERVER_ERROR -> doesNotServe(attempt);
            case DEADLINE_AFTER_SENDING -> attempt.isSent() && attempt.call().callerLimitNanos() == 0;
            default -> false;
        };
    }

    private static boolean doesNotServe(CommandAttempt attempt) {
        ServerRefusal refusal = attempt.refusal();
        return refusal != null && NOT_SERVING.contains(refusal);
    }

    @Override
    public void leftWire(CommandAttempt attempt) {
        Heard heard = attempts.get(attempt);
        if (heard == null) {
            wrong.add(attempt + " left that never entered");
        } else if (heard.left.incrementAndGet() > 1) {
            wrong.add(attempt + " left twice");
        }
        road.leftWire(attempt);
    }

    @Override
    public Repetition afterFailure(CommandAttempt attempt, CallOutcome outcome, Throwable failure) {
        Heard heard = attempts.get(attempt);
        if (heard != null && heard.ended.get() == 0) {
            wrong.add("asked what follows " + attempt + " before it ended");
        }
        if (!decided.add(attempt)) {
            wrong.add("asked twice what follows " + attempt);
        }
        AtomicInteger times = settled.get(attempt.call());
        if (times == null || times.get() > 0) {
            wrong.add("asked what follows " + attempt + " whose call is over");
        }
        return road.afterFailure(attempt, outcome, failure);
    }

    @Override
    public LinkWatch link() {
        return road.link();
    }

    /** Returns how many verdicts the breaker should have had. */
    long verdicts() {
        return verdicts.get();
    }

    /** Returns how many probes of a half-open phase passed and have not given their permission back. */
    int probesUsed(long phase) {
        return (int) attempts.entrySet().stream()
                .filter(entry -> entry.getKey().probe() == phase)
                .map(Map.Entry::getValue)
                .filter(heard -> heard.ended.get() == 0 || heard.good || heard.bad)
                .count();
    }

    /** Returns what has been said wrongly so far. */
    List<String> wrong() {
        return new ArrayList<>(wrong);
    }

    /** Returns what has not been said, now that everything is over. */
    List<String> missing() {
        List<String> missing = new ArrayList<>();
        settled.forEach((call, times) -> {
            if (times.get() == 0) {
                missing.add("a call was never settled: " + call.facts().name());
            }
        });
        attempts.forEach((attempt, heard) -> {
            if (heard.ended.get() == 0) {
                missing.add(attempt + " never ended");
            }
            if (heard.left.get() == 0) {
                missing.add(attempt + " never left");
            }
        });
        return missing;
    }
}
