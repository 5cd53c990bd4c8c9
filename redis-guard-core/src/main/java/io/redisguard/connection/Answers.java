package io.redisguard.connection;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Collects answers from several servers, and does not wait for all of them. */
final class Answers {
    private Answers() {}

    /** Returns the first one that succeeds; fails when all have failed. */
    static <T> CompletableFuture<T> first(Collection<CompletableFuture<T>> asked) {
        return some(asked, 1).thenApply(answers -> answers.get(0));
    }

    /** Returns so many answers, or as many as there are once all have come or failed; fails when there is none. */
    @SuppressWarnings("FutureReturnValueIgnored") // each is looked at
    static <T> CompletableFuture<List<T>> some(Collection<CompletableFuture<T>> asked, int enough) {
        CompletableFuture<List<T>> result = new CompletableFuture<>();
        if (asked.isEmpty()) {
            result.completeExceptionally(new IllegalStateException("there is nobody to ask"));
        }
        List<T> answers = new ArrayList<>();
        int[] due = {asked.size()};
        for (CompletableFuture<T> one : asked) {
            one.whenComplete((answer, failure) -> {
                List<T> complete = null;
                synchronized (answers) {
                    due[0]--;
                    if (failure == null) {
                        answers.add(answer);
                    }
                    if (answers.size() >= enough || (due[0] == 0 && !answers.isEmpty())) {
                        complete = List.copyOf(answers);
                    }
                }
                if (complete != null) {
                    result.complete(complete);
                } else if (failure != null && isLast(answers, due)) {
                    result.completeExceptionally(failure);
                }
            });
        }
        return result;
    }

    private static boolean isLast(List<?> answers, int[] due) {
        synchronized (answers) {
            return due[0] == 0 && answers.isEmpty();
        }
    }
}
