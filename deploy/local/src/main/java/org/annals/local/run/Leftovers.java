// SPDX-License-Identifier: Apache-2.0
package org.annals.local.run;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
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
        Map<Service, ProcessHandle> services = services(workspace);
        // All at once: their broker is gone, so there is no order to keep any more.
        services.values().forEach(ProcessHandle::destroy);
        for (Map.Entry<Service, ProcessHandle> service : services.entrySet()) {
            awaitEnd(service.getValue());
            stopped.add(service.getKey().title());
        }
        for (Service service : Service.values()) {
            workspace.forget(service);
        }
        if (Infrastructure.stopLeftover(workspace.directory())) {
            stopped.add("PostgreSQL");
        }
        workspace.forgetUp();
        return stopped;
    }

    private static Map<Service, ProcessHandle> services(Workspace workspace) {
        Map<Service, ProcessHandle> services = new EnumMap<>(Service.class);
        for (Service service : Service.values()) {
            workspace.process(service).ifPresent(process -> services.put(service, process));
        }
        return services;
    }

    private static void awaitEnd(ProcessHandle process) throws IOException {
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
