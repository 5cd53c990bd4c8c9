package io.redisguard.benchmarks.worker;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.redisguard.benchmarks.subject.Subject;
import io.redisguard.benchmarks.subject.Target;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A JVM in which one subject, connected to a server, does what it is told.
 *
 * <p>Not thread-safe, but for {@link #logLines}. The JVM ends with this one, however that ends.
 */
public final class Worker implements AutoCloseable {
    private static final List<String> HEAP = List.of("-Xms512m", "-Xmx512m", "-XX:+UseG1GC");
    /** Begin those arguments of this JVM that are about this JVM alone. */
    private static final List<String> NOT_INHERITED = List.of("-Xm", "-javaagent:", "-agentlib:", "-agentpath:");

    private static final Duration LONGEST_TASK = Duration.ofMinutes(10);
    private static final Duration LAST_WORDS = Duration.ofSeconds(10);
    private static final String END = "end of its output";

    private final String name;
    private final Process process;
    private final PrintWriter orders;
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
    private final WorkerLog log = new WorkerLog();
    private final Thread logReader;

    Worker(String name, Process process) {
        this.name = name;
        this.process = process;
        orders = new PrintWriter(process.outputWriter(UTF_8), true);
        logReader = read(process.getErrorStream(), log::add, () -> {});
        read(process.getInputStream(), answers::add, () -> answers.add(END));
    }

    /**
     * Starts a JVM with the class path and the arguments of this one, and returns when the subject is connected.
     *
     * @throws WorkerException when the subject cannot connect
     */
    public static Worker start(Subject subject, Target target) {
        List<String> command = new ArrayList<>();
        command.add(System.getProperty("java.home") + "/bin/java");
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> NOT_INHERITED.stream().noneMatch(argument::startsWith))
                .forEach(command::add);
        command.addAll(HEAP);
        command.add("-classpath");
        command.add(System.getProperty("java.class.path"));
        command.add(WorkerMain.class.getName());
        command.addAll(WorkerMain.arguments(subject, target));
        Worker worker = start(subject.name(), command);
        worker.awaitReady();
        return worker;
    }

    static Worker start(String name, List<String> command) {
        try {
            return new Worker(name, new ProcessBuilder(command).start());
        } catch (IOException e) {
            throw new UncheckedIOException("The program " + command.get(0) + " cannot be started.", e);
        }
    }

    void awaitReady() {
        try {
            String answer = answer();
            if (!answer.equals(Answers.READY)) {
                throw failure(answer);
            }
        } catch (WorkerException e) {
            close();
            throw e;
        }
    }

    /**
     * Tells it to do a task and does not wait; what it is told while it does another one, it does next.
     *
     * @param told numbers and words that say how; neither names nor values contain spaces or {@code =}
     */
    public void begin(String task, Map<String, String> told) {
        orders.println(task + " " + Words.of(told));
    }

    /**
     * Waits until the next task that was begun has ended, and returns what was measured.
     *
     * @throws WorkerException when the task failed, or the JVM has died or answers nonsense
     */
    public Map<String, String> await() {
        String answer = answer();
        String[] words = Words.firstAndRest(answer);
        if (!words[0].equals(Answers.RESULT)) {
            throw failure(answer);
        }
        return Words.parse(words[1]);
    }

    /**
     * Begins a task and waits until it has ended.
     *
     * @throws WorkerException as {@link #await} does
     */
    public Map<String, String> run(String task, Map<String, String> told) {
        begin(task, told);
        return await();
    }

    /** Returns how many lines the JVM has logged so far. */
    public long logLines() {
        return log.lines();
    }

    /** Returns the JVM itself. */
    Process process() {
        return process;
    }

    /** Ends the JVM. */
    @Override
    public void close() {
        orders.close();
        awaitEnd();
    }

    private String answer() {
        try {
            String answer = answers.poll(LONGEST_TASK.toMillis(), TimeUnit.MILLISECONDS);
            if (END.equals(answer)) {
                answers.add(END); // for whoever asks again
            }
            return answer == null ? "nothing within " + LONGEST_TASK : answer;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new WorkerException("interrupted", "Interrupted while " + name + " was busy.");
        }
    }

    private WorkerException failure(String answer) {
        String[] words = Words.firstAndRest(answer);
        if (words[0].equals(Answers.FAILED)) {
            String thrown = words[1].substring(0, Math.max(0, words[1].indexOf(':')));
            return new WorkerException(
                    thrown.substring(thrown.lastIndexOf('.') + 1), name + " failed: " + words[1] + "\n" + log.tail());
        }
        if (answer.equals(END)) {
            awaitEnd();
            Object code = process.isAlive() ? "unknown" : process.exitValue();
            return new WorkerException(
                    "died", "The JVM of %s has ended with code %s.\n%s".formatted(name, code, log.tail()));
        }
        process.destroyForcibly();
        awaitEnd();
        return new WorkerException("nonsense", "The JVM of %s answered '%s'.\n%s".formatted(name, answer, log.tail()));
    }

    private void awaitEnd() {
        try {
            if (!process.waitFor(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor();
            }
            logReader.join(LAST_WORDS.toMillis());
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private static Thread read(InputStream stream, Consumer<String> line, Runnable end) {
        Thread reader = new Thread(() -> {
            try (BufferedReader lines = new BufferedReader(new InputStreamReader(stream, UTF_8))) {
                lines.lines().forEach(line);
            } catch (IOException | UncheckedIOException e) {
                // a stream that is closed while it is read has ended, too
            } finally {
                end.run();
            }
        });
        reader.setDaemon(true);
        reader.start();
        return reader;
    }
}
