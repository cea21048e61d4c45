// SPDX-License-Identifier: Apache-2.0
package org.annals.local.run;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import org.annals.local.Credentials;
import org.annals.local.client.CommandFailure;
import org.annals.local.workspace.Workspace;

/** Held by the one {@code up} of a folder; the system lets go of it when that process ends, however it ends. */
final class UpLock implements AutoCloseable {

    private final FileChannel channel;

    private UpLock(FileChannel channel) {
        this.channel = channel;
    }

    static UpLock take(Workspace workspace) throws IOException {
        Credentials.guard(workspace.directory());
        FileChannel channel = FileChannel.open(workspace.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (channel.tryLock() == null) {
            channel.close();
            String process =
                    workspace.up().map(up -> " (process " + up.pid() + ")").orElse("");
            throw new CommandFailure("Annals already runs in " + workspace.directory() + process
                    + ": './annals status' shows it, './annals down' stops it.");
        }
        return new UpLock(channel);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
