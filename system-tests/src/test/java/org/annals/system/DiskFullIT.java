// SPDX-License-Identifier: Apache-2.0
package org.annals.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** The disk of the broker and of the database fills up, and is emptied again. */
@EnabledIfSystemProperty(
        named = "annals.faults",
        matches = "long",
        disabledReason = "Takes a file system of its own, and a while: -Dannals.faults=long")
class DiskFullIT {

    private static final String SIZE = "size=600m";
    private static final Duration STANDSTILL = Duration.ofSeconds(5);
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private Path disk;

    @BeforeEach
    void mount() throws IOException, InterruptedException {
        disk = Files.createTempDirectory(Path.of("target"), "disk").toAbsolutePath();
        assumeTrue(
                run("mount", "-t", "tmpfs", "-o", SIZE, "tmpfs", disk.toString()) == 0,
                "Mounting a small file system takes root");
    }

    @AfterEach
    void unmount() throws IOException, InterruptedException {
        run("umount", disk.toString());
    }

    @Test
    void loses_nothing_when_the_disk_is_full_for_a_while() throws Exception {
        try (Annals annals = Annals.start(disk, Installation.IMPATIENT)) {
            annals.startServices();
            try (Situation situation = new Situation(annals, List.of(Annals.INGEST), List.of(Annals.TIMELINE), 1, 1)) {
                situation.goOn(200);

                Path ballast = disk.resolve("ballast");
                fill(ballast);
                awaitStandstill(situation.ledger());
                Files.delete(ballast);
                // A broker that could not write to its disk does not try again until it is started again.
                annals.killBroker();
                annals.startBroker();
                annals.revive();
                situation.goOn(100);

                List<String> findings = situation.balance();
                System.out.println("The disk was full: " + situation.summary());
                assertEquals(List.of(), findings);
            }
        }
    }

    private static void fill(Path file) {
        try (OutputStream out = Files.newOutputStream(file)) {
            byte[] block = new byte[64 * 1024];
            while (true) {
                out.write(block);
            }
        } catch (IOException e) {
            System.out.println("The disk is full: " + e.getMessage());
        }
    }

    /** Until nothing is acknowledged any more. */
    private static void awaitStandstill(Ledger ledger) {
        int[] seen = {ledger.acknowledged()};
        Awaitility.await().pollInterval(STANDSTILL).atMost(LIMIT).until(() -> {
            int before = seen[0];
            seen[0] = ledger.acknowledged();
            return seen[0] == before;
        });
    }

    private static int run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command).start().waitFor();
    }
}
