// SPDX-License-Identifier: Apache-2.0
package org.annals.local.run;

import java.io.IOException;
import java.time.Duration;
import org.annals.local.ServiceProcess;
import org.annals.local.workspace.Service;
import org.annals.local.workspace.Workspace;
import org.jspecify.annotations.Nullable;

/** A service that is started again when it ends by itself. */
final class SupervisedService {

    /** From then on a failure counts as a first one. */
    private static final Duration WELL = Duration.ofMinutes(1);

    private final Workspace workspace;
    private final Service service;
    private final ServiceProcess.Launch launch;
    private final Backoff backoff = new Backoff();
    private ServiceProcess process;
    private long started;
    private boolean ready;
    private @Nullable Long restartAt;

    private SupervisedService(
            Workspace workspace, Service service, ServiceProcess.Launch launch, ServiceProcess process) {
        this.workspace = workspace;
        this.service = service;
        this.launch = launch;
        this.process = process;
        this.started = System.nanoTime();
    }

    static SupervisedService start(Workspace workspace, Service service, ServiceProcess.Launch launch)
            throws IOException {
        return new SupervisedService(workspace, service, launch, startRecorded(workspace, service, launch));
    }

    ServiceProcess process() {
        return process;
    }

    String title() {
        return service.title();
    }

    long started() {
        return started;
    }

    boolean isReady() {
        ready = ready || process.isReady();
        return ready;
    }

    /** Does what is due now: starts it again after a while when it has ended. Answers what there is to tell. */
    @Nullable
    String tend() {
        if (restartAt != null) {
            return System.nanoTime() < restartAt ? null : startAgain();
        }
        if (!process.isAlive()) {
            return again("ended by itself (exit status " + process.exitStatus() + ")");
        }
        if (!ready) {
            return isReady() ? title() + " is ready again after " + Progress.seconds(started) + "." : null;
        }
        if (System.nanoTime() - started > WELL.toNanos()) {
            backoff.reset();
        }
        return null;
    }

    /** Stops it for good. Answers whether it stopped by itself, or had to be killed. */
    boolean stop() throws IOException, InterruptedException {
        boolean stopped = process.terminate();
        workspace.forget(service);
        return stopped;
    }

    private @Nullable String startAgain() {
        try {
            process = startRecorded(workspace, service, launch);
        } catch (IOException e) {
            // As while its jar is being built anew.
            return again("could not be started (" + e.getMessage() + ")");
        }
        restartAt = null;
        started = System.nanoTime();
        return null;
    }

    /** A process without a record would outlive an up that is killed, and nobody would find it. */
    private static ServiceProcess startRecorded(Workspace workspace, Service service, ServiceProcess.Launch launch)
            throws IOException {
        ServiceProcess process = ServiceProcess.start(launch);
        try {
            workspace.record(service, process.handle());
            return process;
        } catch (IOException e) {
            process.close();
            throw e;
        }
    }

    private String again(String why) {
        Duration wait = backoff.next();
        restartAt = System.nanoTime() + wait.toNanos();
        ready = false;
        return title() + " " + why + "; starting it again in " + wait.toSeconds() + " s. Its log: ./annals logs "
                + service.shortName();
    }
}
