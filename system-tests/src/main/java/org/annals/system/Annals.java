// SPDX-License-Identifier: Apache-2.0
package org.annals.system;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.annals.local.EncryptionKey;
import org.annals.local.Ports;
import org.annals.local.ServiceProcess;

/**
 * The whole of Annals as an operator runs it: the packaged services, the broker and the database, each a process of its
 * own on a free loopback port, with the settings they ship with.
 */
public final class Annals implements AutoCloseable {

    public static final String INGEST = "ingest-service";
    public static final String TIMELINE = "timeline-service";
    public static final String NOTIFICATION = "notification-service";
    public static final List<String> SERVICES = List.of(INGEST, TIMELINE, NOTIFICATION);

    private static final Duration START_LIMIT = Duration.ofMinutes(4);

    private final Path home = Path.of(System.getProperty("annals.home", ".."));
    private final Path directory;
    private final Map<String, String> settings;
    private final Backend backend;
    /** Asked by whoever makes load, while services are started and killed. */
    private final Map<String, Integer> ports = new ConcurrentHashMap<>();

    private final Map<String, Integer> managementPorts = new ConcurrentHashMap<>();
    private final Map<String, ServiceProcess> services = new LinkedHashMap<>();

    /** Where replicas come from that are not of this build. */
    private final Map<String, Path> homes = new ConcurrentHashMap<>();

    /**
     * An installation without services yet.
     *
     * @param backend that it closes in the end
     */
    Annals(Path directory, Map<String, String> settings, Backend backend) {
        this.directory = directory;
        this.settings = settings;
        this.backend = backend;
    }

    /**
     * Starts the broker and the database.
     *
     * @param directory where their data and all logs are kept
     * @param settings that each service gets beside the addresses of both
     */
    public static Annals start(Path directory, Map<String, String> settings) throws IOException {
        return new Annals(directory, settings, new SingleBackend(directory));
    }

    /** Starts all services and waits until they are ready. */
    public void startServices() throws IOException, InterruptedException {
        for (String name : SERVICES) {
            start(name);
        }
        for (String name : SERVICES) {
            awaitReady(name);
        }
    }

    /**
     * Starts a service, on the port that it has always had.
     *
     * @param name of the service; a further replica of it has {@code #} and a number after that
     */
    public void start(String name) throws IOException {
        Path from = homes.getOrDefault(name, home);
        String service = name.replaceFirst("#.*", "");
        int port = ports.computeIfAbsent(name, absent -> Ports.free());
        services.put(
                name,
                ServiceProcess.start(new ServiceProcess.Launch(
                        service,
                        from.resolve(service).resolve("target/quarkus-app/quarkus-run.jar"),
                        port,
                        managementPorts.computeIfAbsent(name, absent -> Ports.free()),
                        settings(service),
                        ServiceProcess.jvmOptions(),
                        log(name))));
    }

    /** Takes a service from another build from now on; of another version, say, whose root folder that is. */
    public void takeFrom(Path otherHome, String name) {
        homes.put(name, otherHome);
    }

    /** Takes a service from this build again. */
    public void takeFromHere(String name) {
        homes.remove(name);
    }

    public void awaitReady(String name) throws IOException, InterruptedException {
        service(name).awaitReady(START_LIMIT);
    }

    public ServiceProcess service(String name) {
        ServiceProcess service = services.get(name);
        if (service == null) {
            throw new IllegalStateException(name + " was never started");
        }
        return service;
    }

    public boolean isRunning(String name) {
        ServiceProcess service = services.get(name);
        return service != null && service.isAlive();
    }

    /** Ends a service as a crash would (SIGKILL). */
    public void kill(String name) throws InterruptedException {
        service(name).kill();
    }

    /** Asks a service to stop (SIGTERM) and waits until it has. */
    public void stop(String name) throws InterruptedException {
        service(name).terminate();
    }

    /** Stops a service as it is (SIGSTOP), until it is thawed: for others, it hangs. */
    public void freeze(String name) throws IOException, InterruptedException {
        Signals.freeze(service(name).handle());
    }

    /** Lets a frozen service go on (SIGCONT), which does not know that it was frozen. */
    public void thaw(String name) throws IOException, InterruptedException {
        Signals.thaw(service(name).handle());
    }

    public void killBroker() throws IOException, InterruptedException {
        backend.killBroker();
    }

    /** Starts the broker again, with its data and on its port. */
    public void startBroker() throws IOException, InterruptedException {
        backend.startBroker();
    }

    /** Ends the database as a crash would. */
    public void killDatabase() throws IOException, InterruptedException {
        backend.killDatabase();
    }

    /** Starts the database again, with its data and on its port. */
    public void startDatabase() throws IOException, InterruptedException {
        backend.startDatabase();
    }

    /** Starts again what has ended by itself, and waits until all is ready. */
    public void revive() throws IOException, InterruptedException {
        backend.revive();
        for (String name : SERVICES) {
            if (!isRunning(name)) {
                start(name);
            }
        }
        for (String name : SERVICES) {
            awaitReady(name);
        }
    }

    /** Where a service is, also while it does not run. */
    public URI address(String name) {
        Integer port = ports.get(name);
        if (port == null) {
            throw new IllegalStateException(name + " was never started");
        }
        return URI.create("http://127.0.0.1:" + port);
    }

    public String bootstrapServers() {
        return backend.bootstrapServers();
    }

    public String jdbcUrl(String name) {
        String url = backend.jdbcUrl(name);
        String user = backend.databaseUser();
        return url + (url.contains("?") ? "&" : "?") + "user=" + user + "&password=" + user;
    }

    public Path directory() {
        return directory;
    }

    public Path log(String name) {
        return directory.resolve(name + ".log");
    }

    public Path databaseLog() {
        return backend.databaseLog();
    }

    /** What the services wrote last, to see why something failed. */
    public List<String> lastLogLines(int count) throws IOException {
        List<String> shown = new ArrayList<>();
        for (String name : started()) {
            List<String> lines = Files.readAllLines(log(name));
            shown.add("The end of " + name + ".log");
            shown.addAll(lines.subList(Math.max(0, lines.size() - count), lines.size()));
        }
        return shown;
    }

    private Collection<String> started() {
        return services.keySet();
    }

    @Override
    public void close() throws IOException {
        services.values().forEach(ServiceProcess::close);
        backend.close();
    }

    private Map<String, String> settings(String service) throws IOException {
        String databaseName = service.replaceFirst("-service", "");
        Map<String, String> all = new HashMap<>(Map.of(
                "kafka.bootstrap.servers", bootstrapServers(),
                "quarkus.datasource.jdbc.url", backend.jdbcUrl(databaseName),
                "quarkus.datasource.username", backend.databaseUser(),
                "quarkus.datasource.password", backend.databaseUser(),
                // Where receivers are.
                "annals.target.allowed", "127.0.0.1"));
        // Imports ask there what is stored already.
        all.put(
                "annals.imports.timeline-url",
                "http://127.0.0.1:" + ports.computeIfAbsent(TIMELINE, absent -> Ports.free()));
        all.put("annals.encryption.keys", EncryptionKey.keptIn(directory));
        // Their one receiver takes what all the endpoints of an installation would.
        all.put("annals.delivery.rate-limit", "1000000");
        all.putAll(settings);
        return all;
    }
}
