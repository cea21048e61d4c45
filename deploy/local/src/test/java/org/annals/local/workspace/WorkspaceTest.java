// SPDX-License-Identifier: Apache-2.0
package org.annals.local.workspace;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkspaceTest {

    private static final ProcessHandle SELF = ProcessHandle.current();
    private static final Addresses ADDRESSES = new Addresses(
            new Addresses.Listener(1, 2), new Addresses.Listener(3, 4), new Addresses.Listener(5, 6), 7, 8);

    @TempDir
    Path directory;

    private Workspace workspace;

    @BeforeEach
    void open() {
        workspace = new Workspace(directory, directory.resolve(".annals"));
    }

    @Test
    void knows_nothing_at_first() {
        assertEquals(Optional.empty(), workspace.up());
        assertEquals(Optional.empty(), workspace.addresses());
        assertEquals(Optional.empty(), workspace.process(Service.TIMELINE));
    }

    @Test
    void finds_processes_that_were_recorded_and_live() throws IOException {
        workspace.recordUp(SELF, ADDRESSES);
        workspace.record(Service.TIMELINE, SELF);

        assertEquals(Optional.of(SELF), workspace.up());
        assertEquals(Optional.of(ADDRESSES), workspace.addresses());
        assertEquals(Optional.of(SELF), workspace.process(Service.TIMELINE));
        assertEquals(Optional.empty(), workspace.process(Service.INGEST));
    }

    @Test
    void is_not_misled_by_a_process_id_that_was_used_again() throws IOException {
        workspace.recordUp(SELF, ADDRESSES);
        ProcessRecord record = ProcessRecord.of(SELF);

        new ProcessRecord(record.pid(), record.startedMillis() - 60_000)
                .write(directory.resolve(".annals/run/up.json"));

        assertEquals(Optional.empty(), workspace.up());
    }

    @Test
    void is_not_misled_by_a_record_that_is_half_written() throws IOException {
        workspace.recordUp(SELF, ADDRESSES);

        Files.writeString(directory.resolve(".annals/run/up.json"), "{\"pid\":");

        assertEquals(Optional.empty(), workspace.up());
    }
}
