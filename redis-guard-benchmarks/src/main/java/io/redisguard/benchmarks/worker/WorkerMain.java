package io.redisguard.benchmarks.worker;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.redisguard.benchmarks.subject.Client;
import io.redisguard.benchmarks.subject.Subject;
import io.redisguard.benchmarks.subject.Subjects;
import io.redisguard.benchmarks.subject.Target;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * The program of a subject's JVM: orders come through its standard input, answers leave through its standard output.
 */
public final class WorkerMain {
    private WorkerMain() {}

    /** Takes what {@link #arguments} returns. */
    public static void main(String... arguments) throws IOException {
        PrintStream output = new PrintStream(new FileOutputStream(FileDescriptor.out), true, UTF_8);
        // whatever a library prints must not stand between the answers
        System.setOut(System.err);
        Client client = connected(output, arguments);
        if (client != null) {
            output.println(Answers.READY);
            serve(new Answers(client, Tasks.all()), output);
        }
        // ends the threads of the client too
        System.exit(client == null ? 1 : 0);
    }

    private static void serve(Answers answers, PrintStream output) throws IOException {
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, UTF_8));
        // not in this thread, which sees when the parent is gone, whatever a task does meanwhile
        ExecutorService tasks = Executors.newSingleThreadExecutor();
        for (String line = orders.readLine(); line != null; line = orders.readLine()) {
            String order = line;
            tasks.execute(() -> output.println(answers.to(order)));
        }
    }

    private static @Nullable Client connected(PrintStream output, String... arguments) {
        try {
            Subject subject = Subjects.named(arguments[0]);
            Path certificate = arguments.length > 3 ? Path.of(arguments[3]) : null;
            return subject.connect(
                    new Target(List.of(arguments[1].split(",", -1)), Boolean.parseBoolean(arguments[2]), certificate));
        } catch (Throwable e) { // whatever it is, the parent is to know
            output.println(Answers.failure(e));
            return null;
        }
    }

    /**
     * Returns the subject's name, the addresses with commas in between, whether they are a cluster, the certificate.
     */
    static List<String> arguments(Subject subject, Target target) {
        List<String> arguments = new ArrayList<>();
        arguments.add(subject.name());
        arguments.add(String.join(",", target.addresses()));
        arguments.add(Boolean.toString(target.cluster()));
        if (target.certificate() != null) {
            arguments.add(target.certificate().toString());
        }
        return arguments;
    }
}
