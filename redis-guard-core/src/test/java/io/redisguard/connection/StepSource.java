package io.redisguard.connection;

import io.redisguard.error.ConnectFailedException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A source whose every step is taken by the test. Used by one thread. */
final class StepSource implements PoolSource<Thing> {
    final List<CompletableFuture<Thing>> openings = new ArrayList<>();
    final List<Step> resets = new ArrayList<>();
    final List<Step> closings = new ArrayList<>();
    final List<Thing> made = new ArrayList<>();

    /** Something that is being done to a thing. */
    record Step(Thing thing, CompletableFuture<Void> done) {}

    /** Returns how many the server would count. */
    long alive() {
        return made.stream()
                .filter(thing -> thing.condition() != Thing.Condition.CLOSED)
                .count();
    }

    void opens(int which) {
        Thing thing = new Thing(made.size());
        made.add(thing);
        openings.remove(which).complete(thing);
    }

    void failsToOpen(int which) {
        openings.remove(which).completeExceptionally(new IllegalStateException("no server"));
    }

    void resets(int which) {
        Step step = resets.remove(which);
        if (step.thing().condition() == Thing.Condition.DIRTY) {
            step.thing().becomes(Thing.Condition.FIT);
        }
        step.done().complete(null);
    }

    void failsToReset(int which) {
        resets.remove(which).done().completeExceptionally(new IllegalStateException("no reply"));
    }

    void closes(int which) {
        Step step = closings.remove(which);
        step.thing().becomes(Thing.Condition.CLOSED);
        step.done().complete(null);
    }

    @Override
    public CompletionStage<Thing> open() {
        CompletableFuture<Thing> opening = new CompletableFuture<>();
        openings.add(opening);
        return opening;
    }

    @Override
    public RuntimeException failure(Throwable cause) {
        return new ConnectFailedException("no connection", cause);
    }

    @Override
    public boolean isFit(Thing thing) {
        return thing.condition() == Thing.Condition.FIT;
    }

    @Override
    public boolean isResettable(Thing thing) {
        return thing.condition() == Thing.Condition.DIRTY;
    }

    @Override
    public CompletionStage<Void> reset(Thing thing) {
        return begin(resets, thing);
    }

    @Override
    public void whenBroken(Thing thing, Runnable task) {
        thing.whenBroken(task);
    }

    @Override
    public CompletionStage<Void> close(Thing thing) {
        return begin(closings, thing);
    }

    private static CompletableFuture<Void> begin(List<Step> steps, Thing thing) {
        Step step = new Step(thing, new CompletableFuture<>());
        steps.add(step);
        return step.done();
    }
}
