// SPDX-License-Identifier: Apache-2.0
package org.annals.local.run;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.annals.local.Credentials;
import org.annals.local.workspace.Addresses;
import org.annals.local.workspace.Service;
import org.annals.local.workspace.Workspace;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code annals up} */
@Command(
        name = "up",
        description = "Start Annals on this machine, and stay until Ctrl-C or './annals down'.",
        sortOptions = false,
        footer = {
            "",
            "Builds what has changed, starts Kafka, PostgreSQL and the three services on loopback, starts a service"
                    + " again that ends by itself, and stops everything in order at the end. Data and logs are kept in"
                    + " .annals in the project's folder, or in $ANNALS_DIRECTORY.",
            "JVM options for the services: $ANNALS_SERVICE_JAVA_OPTIONS."
        })
public final class Up implements Callable<Integer> {

    private static final int SECONDS_TO_STOP = 180;

    @Option(
            names = "--infrastructure",
            description = "Start Kafka and PostgreSQL alone, for services that you run from your editor or by"
                    + " './mvnw quarkus:dev'.")
    private boolean infrastructureOnly;

    @Option(
            names = "--login",
            description = "Ask whoever comes for a token, as './annals token' makes them; without, everyone on this"
                    + " machine may do everything.")
    private boolean login;

    @Mixin
    private PortOptions ports = new PortOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException, InterruptedException {
        long began = System.nanoTime();
        Workspace workspace = Workspace.current();
        Addresses addresses = ports.addresses();
        Progress progress = new Progress(spec.commandLine().getOut());
        try (UpLock lock = UpLock.take(workspace)) {
            BrokerLog.install(workspace.brokerLog());
            List<String> leftovers = Leftovers.stop(workspace);
            if (!leftovers.isEmpty()) {
                progress.say("Stopped what an earlier run had left: " + String.join(", ", leftovers) + ".");
            }
            Preconditions.checkDisk(workspace);
            Preconditions.checkPorts(addresses, !infrastructureOnly);
            if (!infrastructureOnly) {
                Preconditions.checkBuilt(workspace);
            }
            progress.say("Starting Annals in " + workspace.directory());
            workspace.recordUp(ProcessHandle.current(), addresses);
            return run(new Session(workspace, addresses, login, progress), progress, () -> {
                progress.say("Ready after " + Progress.seconds(began) + ". Ctrl-C stops everything.");
                progress.say(infrastructureOnly ? forDevelopers(addresses) : firstSteps(addresses));
                if (login) {
                    progress.say("Whoever comes needs a token: export ANNALS_TOKEN=$(./annals token --role admin)");
                }
            });
        }
    }

    /** On a signal the process ends with its hooks, so the hook waits until this thread has stopped all in order. */
    private int run(Session session, Progress progress, Runnable whenReady) throws IOException, InterruptedException {
        CountDownLatch stopped = new CountDownLatch(1);
        AtomicInteger status = new AtomicInteger(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> endWith(session, stopped, status)));
        try {
            session.startInfrastructure();
            if (!infrastructureOnly && !session.isStopRequested()) {
                session.startServices();
            }
            if (!session.isStopRequested()) {
                whenReady.run();
            }
            session.watch();
            status.set(0);
        } finally {
            progress.say("Stopping");
            session.stop();
            Workspace.current().forgetUp();
            stopped.countDown();
        }
        return status.get();
    }

    private static void endWith(Session session, CountDownLatch stopped, AtomicInteger status) {
        session.requestStop();
        try {
            if (!stopped.await(SECONDS_TO_STOP, TimeUnit.SECONDS)) {
                status.set(1);
            }
        } catch (InterruptedException e) {
            status.set(1);
        }
        // Asked to stop and did: that is a success, which the JVM would report as 143.
        Runtime.getRuntime().halt(status.get());
    }

    private static String firstSteps(Addresses addresses) {
        return """

                timeline-service      %s   (API: /q/swagger-ui)
                ingest-service        %s   (API: /q/swagger-ui)
                notification-service  %s   (API: /q/swagger-ui)

                Try, in another terminal:
                  ./annals subscribe --listen --timeline amnesty-ukraine-2022
                  ./annals publish deploy/samples/amnesty-ukraine-2022.json
                  ./annals timeline amnesty-ukraine-2022
                """.formatted(
                addresses.url(Service.TIMELINE), addresses.url(Service.INGEST), addresses.url(Service.NOTIFICATION));
    }

    private static String forDevelopers(Addresses addresses) {
        return """

                Now run services against them, each in a terminal of its own, with live reload. They need the passwords:
                  set -a; . %s; set +a
                  ./mvnw quarkus:dev -pl ingest-service
                  ./mvnw quarkus:dev -pl timeline-service
                  ./mvnw quarkus:dev -pl notification-service
                """.formatted(Credentials.environmentFile(Workspace.current().directory()))
                + (addresses.broker() == Addresses.DEFAULT.broker()
                                && addresses.database() == Addresses.DEFAULT.database()
                        ? ""
                        : """
                        with -Dkafka.bootstrap.servers=127.0.0.1:%d and, but for ingest, -Dquarkus.datasource.jdbc.url=\
                        jdbc:postgresql://127.0.0.1:%d/timeline (or notification), since these are not the default ports.
                        """.formatted(addresses.broker(), addresses.database()));
    }
}
