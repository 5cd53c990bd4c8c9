package io.redisguard.benchmarks.worker;

import io.redisguard.benchmarks.subject.Client;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;

/** Does what it is told, one line each, and answers with a line. */
final class Answers {
    static final String READY = "ready";
    static final String RESULT = "result";
    static final String FAILED = "failed";

    private final Client client;
    private final List<Task> tasks;

    Answers(Client client, List<Task> tasks) {
        this.client = client;
        this.tasks = tasks;
    }

    String to(String order) {
        try {
            String[] words = Words.firstAndRest(order);
            Map<String, String> measured = task(words[0]).run(client, Words.parse(words[1]));
            return RESULT + " " + Words.of(measured);
        } catch (Throwable e) { // an error of the JVM too is what became of the task
            return failure(e);
        }
    }

    /** Tells what was thrown, with its trace in the log. */
    static String failure(Throwable thrown) {
        thrown.printStackTrace();
        Throwable cause = thrown;
        while (cause.getCause() != null
                && (cause instanceof ExecutionException || cause instanceof CompletionException)) {
            cause = cause.getCause();
        }
        String message = String.valueOf(cause.getMessage()).replaceAll("\\s+", " ");
        return FAILED + " " + cause.getClass().getName() + ": " + message;
    }

    private Task task(String name) {
        return tasks.stream()
                .filter(task -> task.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("No task is named '" + name + "', only "
                        + tasks.stream().map(Task::name).collect(Collectors.joining(", ")) + "."));
    }
}
