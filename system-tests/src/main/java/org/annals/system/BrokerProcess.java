// SPDX-License-Identifier: Apache-2.0
package org.annals.system;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.annals.local.Broker;
import org.annals.local.ServiceProcess;
import org.annals.local.Topics;

/** The broker as a process of its own, so that it can be killed like any other part. */
final class BrokerProcess implements AutoCloseable {

    private static final Duration START_LIMIT = Duration.ofMinutes(3);

    private final Process process;

    private BrokerProcess(Process process) {
        this.process = process;
    }

    /** Starts it with the data that an earlier one left in the directory, and waits until it has its topics. */
    static BrokerProcess start(Path directory, int port) throws IOException {
        BrokerProcess broker = launch(directory, port, Map.of());
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        while (true) {
            try {
                Topics.create("127.0.0.1:" + port);
                return broker;
            } catch (IOException e) {
                // After a kill it reads its whole log first, which may take longer than a client waits.
                if (!broker.isAlive() || System.nanoTime() > deadline) {
                    broker.close();
                    throw e;
                }
            }
        }
    }

    /**
     * Starts a node of a cluster, and does not wait for it.
     *
     * @param settings in the names of Kafka, before those of a broker that is alone
     */
    static BrokerProcess launch(Path directory, int port, Map<String, String> settings) throws IOException {
        Files.createDirectories(directory);
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ServiceProcess.jvmOptions("-Xmx512m"));
        command.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                BrokerProcess.class.getName(),
                directory.toString(),
                Integer.toString(port)));
        settings.forEach((name, value) -> command.add(name + "=" + value));
        return new BrokerProcess(new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(
                        Redirect.appendTo(directory.resolve("broker.log").toFile()))
                .start());
    }

    boolean isAlive() {
        return process.isAlive();
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    /** Ends it as a crash would (SIGKILL). */
    void kill() throws InterruptedException {
        process.toHandle().destroyForcibly();
        process.waitFor();
    }

    @Override
    public void close() {
        try {
            // The end of its input is what it waits for.
            process.getOutputStream().close();
            process.waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            process.toHandle().destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** Runs until the end of its input, which comes when whoever started it is gone, too. */
    public static void main(String[] arguments) throws IOException {
        Map<String, String> settings = new HashMap<>();
        for (String setting : List.of(arguments).subList(2, arguments.length)) {
            int end = setting.indexOf('=');
            settings.put(setting.substring(0, end), setting.substring(end + 1));
        }
        try (Broker broker = Broker.start(Path.of(arguments[0]), Integer.parseInt(arguments[1]), settings)) {
            System.in.transferTo(OutputStream.nullOutputStream());
        }
    }
}
