package org.annals.local.run;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.annals.local.Infrastructure;
import org.annals.local.ServiceProcess;
import org.annals.local.workspace.Service;
import org.annals.local.workspace.Workspace;

/** What an {@code up} that was killed left running. Only with the lock of the folder in hand. */
final class Leftovers {

    private Leftovers() {}

    /** Stops all of it, and answers what it was. */
    static List<String> stop(Workspace workspace) throws IOException {
        List<String> stopped = new ArrayList<>();
        for (Service service : Service.values()) {
            Optional<ProcessHandle> process = workspace.process(service);
            if (process.isPresent()) {
                stop(process.get());
                stopped.add(service.title());
            }
            workspace.forget(service);
        }
        if (Infrastructure.stopLeftover(workspace.directory())) {
            stopped.add("PostgreSQL");
        }
        workspace.forgetUp();
        return stopped;
    }

    private static void stop(ProcessHandle process) throws IOException {
        process.destroy();
        try {
            process.onExit().get(ServiceProcess.STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            process.destroyForcibly();
        } catch (ExecutionException e) {
            throw new IOException("Process " + process.pid() + " could not be stopped", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while process " + process.pid() + " was stopped", e);
        }
    }
}
