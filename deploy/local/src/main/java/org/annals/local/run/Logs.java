// SPDX-License-Identifier: Apache-2.0
package org.annals.local.run;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.annals.local.client.CommandFailure;
import org.annals.local.workspace.Service;
import org.annals.local.workspace.Workspace;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code annals logs} */
@Command(name = "logs", description = "Show the end of a part's log, or of all logs.")
public final class Logs implements Callable<Integer> {

    private static final Duration POLL_INTERVAL = Duration.ofMillis(250);

    @Parameters(
            arity = "0..1",
            paramLabel = "PART",
            description = "ingest, timeline, notification, broker, database or build.")
    private @Nullable String part;

    @Option(names = "-f", description = "Show what is added too, until Ctrl-C.")
    private boolean follow;

    @Option(names = "-n", paramLabel = "LINES", defaultValue = "50", description = "How many lines (default: 50).")
    private int lines;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException, InterruptedException {
        Map<String, Path> files = files(Workspace.current());
        if (part != null) {
            String name = part.endsWith("-service") ? part.substring(0, part.length() - "-service".length()) : part;
            if (!files.containsKey(name)) {
                throw new ParameterException(
                        spec.commandLine(), "No part '" + part + "': there are " + String.join(", ", files.keySet()));
            }
            files.keySet().retainAll(Set.of(name));
        }
        if (!follow) {
            files.values().removeIf(file -> !Files.exists(file));
            if (files.isEmpty()) {
                throw new CommandFailure("No log yet: './annals up' writes them.");
            }
        }
        show(files);
        if (follow) {
            follow(files);
        }
        return 0;
    }

    private void show(Map<String, Path> files) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        for (Map.Entry<String, Path> file : files.entrySet()) {
            if (files.size() > 1) {
                out.println("==> " + file.getKey() + " (" + file.getValue() + ")");
            }
            LogFile.last(file.getValue(), lines).forEach(out::println);
        }
        out.flush();
    }

    private void follow(Map<String, Path> files) throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        Map<String, LogFile> logs = new LinkedHashMap<>();
        for (Map.Entry<String, Path> file : files.entrySet()) {
            logs.put(file.getKey(), LogFile.atEnd(file.getValue()));
        }
        while (true) {
            for (Map.Entry<String, LogFile> log : logs.entrySet()) {
                String prefix = logs.size() > 1 ? log.getKey() + " | " : "";
                log.getValue().more().lines().forEach(line -> out.println(prefix + line));
            }
            out.flush();
            Thread.sleep(POLL_INTERVAL.toMillis());
        }
    }

    private static Map<String, Path> files(Workspace workspace) {
        Map<String, Path> files = new LinkedHashMap<>();
        for (Service service : Service.values()) {
            files.put(service.shortName(), workspace.log(service));
        }
        files.put("broker", workspace.brokerLog());
        files.put("database", workspace.databaseLog());
        files.put("build", workspace.buildLog());
        return files;
    }
}
