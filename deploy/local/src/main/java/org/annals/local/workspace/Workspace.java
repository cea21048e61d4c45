// SPDX-License-Identifier: Apache-2.0
package org.annals.local.workspace;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.annals.local.Infrastructure;

/**
 * Where a run of Annals keeps its things.
 *
 * @param home the project's folder, in which the services are built
 * @param directory data, logs and records of what runs: {@code .annals} in the home, unless told otherwise
 */
public record Workspace(Path home, Path directory) {

    /** Set by the script: it can be called from any folder. */
    private static final String HOME_PROPERTY = "annals.home";

    private static final String DIRECTORY_VARIABLE = "ANNALS_DIRECTORY";
    private static final ObjectMapper JSON = new ObjectMapper();

    public Workspace {
        home = home.toAbsolutePath().normalize();
        directory = directory.toAbsolutePath().normalize();
    }

    /** The workspace that environment and script name. */
    public static Workspace current() {
        Path home = Path.of(System.getProperty(HOME_PROPERTY, ""));
        String directory = System.getenv(DIRECTORY_VARIABLE);
        return new Workspace(
                home, directory == null || directory.isEmpty() ? home.resolve(".annals") : Path.of(directory));
    }

    public Path logs() {
        return directory.resolve("logs");
    }

    public Path log(Service service) {
        return logs().resolve(service.title() + ".log");
    }

    public Path brokerLog() {
        return logs().resolve("broker.log");
    }

    public Path databaseLog() {
        return Infrastructure.databaseLog(directory);
    }

    public Path buildLog() {
        return logs().resolve("build.log");
    }

    /** Held by the {@code up} that runs here. */
    public Path lock() {
        return directory.resolve("up.lock");
    }

    /** The {@code up} that runs here. */
    public Optional<ProcessHandle> up() {
        return ProcessRecord.read(record("up")).flatMap(ProcessRecord::process);
    }

    /** Where the {@code up} that runs here has its parts. */
    public Optional<Addresses> addresses() {
        Path file = run().resolve("addresses.json");
        if (up().isEmpty() || !Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(JSON.readValue(file.toFile(), Addresses.class));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The process of the PostgreSQL that runs here. */
    public Optional<ProcessHandle> database() {
        try {
            return Infrastructure.databaseProcess(directory);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The service's process, if one was started here and still lives. */
    public Optional<ProcessHandle> process(Service service) {
        return ProcessRecord.read(record(service.title())).flatMap(ProcessRecord::process);
    }

    public void recordUp(ProcessHandle process, Addresses addresses) throws IOException {
        Files.createDirectories(run());
        JSON.writeValue(run().resolve("addresses.json").toFile(), addresses);
        ProcessRecord.of(process).write(record("up"));
    }

    public void record(Service service, ProcessHandle process) throws IOException {
        ProcessRecord.of(process).write(record(service.title()));
    }

    public void forget(Service service) throws IOException {
        Files.deleteIfExists(record(service.title()));
    }

    public void forgetUp() throws IOException {
        Files.deleteIfExists(record("up"));
    }

    private Path run() {
        return directory.resolve("run");
    }

    private Path record(String name) {
        return run().resolve(name + ".json");
    }
}
