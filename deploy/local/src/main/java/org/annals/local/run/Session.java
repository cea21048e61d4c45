// SPDX-License-Identifier: Apache-2.0
package org.annals.local.run;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.annals.local.Credentials;
import org.annals.local.EncryptionKey;
import org.annals.local.Infrastructure;
import org.annals.local.ServiceProcess;
import org.annals.local.SigningKey;
import org.annals.local.TokenKey;
import org.annals.local.client.CommandFailure;
import org.annals.local.workspace.Addresses;
import org.annals.local.workspace.Service;
import org.annals.local.workspace.Workspace;
import org.jspecify.annotations.Nullable;

/** All parts of Annals, from their start to their end. */
final class Session {

    private static final Duration READY_LIMIT = Duration.ofMinutes(2);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(50);
    private static final Duration WATCH_INTERVAL = Duration.ofMillis(250);
    private static final int SHOWN_LOG_LINES = 20;

    private final Workspace workspace;
    private final Addresses addresses;
    private final boolean login;
    private final Progress progress;
    private final AtomicBoolean stopRequested = new AtomicBoolean();
    private final List<SupervisedService> services = new ArrayList<>();
    private @Nullable Infrastructure infrastructure;

    /** Prepares a session; nothing is started yet. Login and JVM options are for each service. */
    Session(Workspace workspace, Addresses addresses, boolean login, Progress progress) {
        this.login = login;
        this.workspace = workspace;
        this.addresses = addresses;
        this.progress = progress;
    }

    /** May be called at any time, from any thread: the session ends as soon as it can end in order. */
    void requestStop() {
        stopRequested.set(true);
    }

    boolean isStopRequested() {
        return stopRequested.get();
    }

    void startInfrastructure() throws IOException {
        long began = System.nanoTime();
        infrastructure = Infrastructure.start(workspace.directory(), addresses.broker(), addresses.database());
        Credentials.keptIn(workspace.directory()).writeEnvironment(workspace.directory());
        progress.done(
                "Kafka, PostgreSQL", "127.0.0.1:" + addresses.broker() + ", 127.0.0.1:" + addresses.database(), began);
    }

    /** Starts all services at once, and waits until each is ready. */
    void startServices() throws IOException, InterruptedException {
        for (Service service : Service.values()) {
            services.add(SupervisedService.start(workspace, service, launch(service)));
        }
        List<SupervisedService> pending = new ArrayList<>(services);
        while (!pending.isEmpty() && !isStopRequested()) {
            for (SupervisedService service : List.copyOf(pending)) {
                if (isReady(service)) {
                    pending.remove(service);
                }
            }
            Thread.sleep(POLL_INTERVAL.toMillis());
        }
    }

    /** Until a stop is requested: starts services again that end by themselves. Without broker or database it fails. */
    void watch() throws IOException, InterruptedException {
        while (!isStopRequested()) {
            checkInfrastructure();
            for (SupervisedService service : services) {
                String news = service.tend();
                if (news != null) {
                    progress.say(news);
                }
            }
            Thread.sleep(WATCH_INTERVAL.toMillis());
        }
    }

    /**
     * Stops all in order: first ingest, so that nothing new comes in; then the readers of what came in; then what
     * they all stand on.
     */
    void stop() throws IOException, InterruptedException {
        for (SupervisedService service : services) {
            long began = System.nanoTime();
            boolean inOrder = service.stop();
            progress.done(service.title(), inOrder ? "stopped" : "did not stop in time, and was killed", began);
        }
        if (infrastructure != null) {
            long began = System.nanoTime();
            infrastructure.close();
            progress.done("Kafka, PostgreSQL", "stopped", began);
        }
    }

    private ServiceProcess.Launch launch(Service service) throws IOException {
        Map<String, String> settings = new HashMap<>(started().settings(service.shortName()));
        // Read here by people: ./annals logs.
        settings.put("quarkus.log.console.json.enabled", "false");
        // Imports ask there what is stored already.
        settings.put(
                "annals.imports.timeline-url", addresses.url(Service.TIMELINE).toString());
        // Whoever tries it out listens here.
        settings.put("annals.target.allowed", "127.0.0.0/8,::1");
        if (login) {
            settings.put(
                    "quarkus.oidc.public-key",
                    TokenKey.keptIn(workspace.directory()).publicKey());
        }
        if (service == Service.TIMELINE) {
            settings.put("annals.proof.signing-key", SigningKey.keptIn(workspace.directory()));
        }
        if (service == Service.NOTIFICATION) {
            settings.put("annals.encryption.keys", EncryptionKey.keptIn(workspace.directory()));
            // Where links in mails lead, unless readers are elsewhere.
            settings.put("annals.mail.public-url", given("ANNALS_MAIL_PUBLIC_URL", service));
            settings.put("annals.mail.timeline-url", given("ANNALS_MAIL_TIMELINE_URL", Service.TIMELINE));
        }
        return new ServiceProcess.Launch(
                service.title(),
                service.jar(workspace.home()),
                addresses.listener(service).port(),
                addresses.listener(service).management(),
                settings,
                ServiceProcess.jvmOptions(),
                workspace.log(service));
    }

    /** An address that a variable names, or else a service's own. */
    private String given(String variable, Service otherwise) {
        return System.getenv().getOrDefault(variable, addresses.url(otherwise).toString());
    }

    /** Tells when it is ready; fails when it will never be. */
    private boolean isReady(SupervisedService service) throws IOException {
        ServiceProcess process = service.process();
        if (service.isReady()) {
            progress.done(service.title(), process.address().toString(), service.started());
            return true;
        }
        if (!process.isAlive()) {
            throw failed(service, "ended by itself (exit status " + process.exitStatus() + ")");
        }
        if (System.nanoTime() - service.started() > READY_LIMIT.toNanos()) {
            throw failed(service, "was not ready within " + READY_LIMIT.toMinutes() + " minutes");
        }
        return false;
    }

    private void checkInfrastructure() throws IOException {
        String failure = started().broker().failure();
        if (failure != null) {
            throw new CommandFailure("Kafka gave up: " + failure + ". Its log is " + workspace.brokerLog()
                    + "; then './annals up' again.");
        }
        if (!started().database().isAlive()) {
            throw new CommandFailure(
                    "PostgreSQL ended. Its log is " + workspace.databaseLog() + "; then './annals up' again.");
        }
    }

    private Infrastructure started() {
        if (infrastructure == null) {
            throw new IllegalStateException("The infrastructure is not started");
        }
        return infrastructure;
    }

    private static CommandFailure failed(SupervisedService service, String how) throws IOException {
        ServiceProcess process = service.process();
        List<String> lines = LogFile.last(process.log(), SHOWN_LOG_LINES);
        return new CommandFailure(service.title() + " " + how + ". The end of its log (" + process.log() + "):"
                + System.lineSeparator() + "  " + String.join(System.lineSeparator() + "  ", lines));
    }
}
