// SPDX-License-Identifier: Apache-2.0
package org.annals.local.run;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.annals.local.client.CommandFailure;
import org.annals.local.workspace.Workspace;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code annals down} */
@Command(name = "down", description = "Stop the Annals that './annals up' started in another terminal, in order.")
public final class Down implements Callable<Integer> {

    private static final Duration LIMIT = Duration.ofMinutes(3);

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException, InterruptedException {
        Workspace workspace = Workspace.current();
        Progress progress = new Progress(spec.commandLine().getOut());
        Optional<ProcessHandle> up = workspace.up();
        if (up.isPresent()) {
            stop(up.get(), progress);
            return 0;
        }
        // With the lock in hand, so that nothing is stopped that an up has just begun to start.
        try (UpLock lock = UpLock.take(workspace)) {
            List<String> leftovers = Leftovers.stop(workspace);
            progress.say(
                    leftovers.isEmpty()
                            ? "Nothing runs in " + workspace.directory() + "."
                            : "Stopped what a killed run had left: " + String.join(", ", leftovers) + ".");
        }
        return 0;
    }

    private static void stop(ProcessHandle up, Progress progress) throws InterruptedException {
        long began = System.nanoTime();
        progress.say("Stopping Annals (process " + up.pid() + ")");
        up.destroy();
        try {
            up.onExit().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            throw new CommandFailure(
                    "It does not stop: 'kill -9 " + up.pid() + "', then './annals down' again for what it leaves.", e);
        }
        progress.say("Stopped after " + Progress.seconds(began) + ".");
    }
}
