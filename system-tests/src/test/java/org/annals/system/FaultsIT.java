// SPDX-License-Identifier: Apache-2.0
package org.annals.system;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever fails while events are posted, nothing that was acknowledged is lost or stored twice, and every subscriber is
 * told. {@code -Dannals.faults=long} strikes more often; {@code -Dannals.seed} repeats a run, and {@code -Dannals.fault} one
 * fault alone.
 */
@ExtendWith(Installation.class)
class FaultsIT {

    private static final long SEED = Long.getLong("annals.seed", new Random().nextInt(1_000_000));
    private static final int ROUNDS = "long".equals(System.getProperty("annals.faults")) ? 10 : 1;

    private final Annals annals;

    FaultsIT(Annals annals) {
        this.annals = annals;
    }

    /** What failed before is no reason to fail, too. */
    @BeforeEach
    void revive() throws Exception {
        annals.revive();
    }

    @AfterAll
    static void leaveOneOfEach(Annals annals) throws Exception {
        stopSecond(annals);
    }

    static Stream<Fault> faults() {
        String only = System.getProperty("annals.fault");
        return only == null ? Stream.of(Fault.values()) : Stream.of(Fault.valueOf(only));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void loses_nothing_when(Fault fault) throws Exception {
        System.out.println(fault + " [-Dannals.seed=" + SEED + ", rounds=" + ROUNDS + "]");
        if (fault.isReplicated()) {
            startSecond();
        } else {
            stopSecond(annals);
        }
        List<String> ingests = instances(Annals.INGEST, fault);
        try (Situation situation = new Situation(annals, ingests, instances(Annals.TIMELINE, fault), SEED, ROUNDS)) {
            situation.goOn(50);

            fault.strike(situation);

            List<String> findings = situation.balance();
            System.out.println(fault + ": " + situation.summary());
            assertEquals(List.of(), findings, fault.name());
        }
    }

    private static List<String> instances(String service, Fault fault) {
        return fault.isReplicated() ? List.of(service, Fault.second(service)) : List.of(service);
    }

    private void startSecond() throws Exception {
        for (String service : Annals.SERVICES) {
            if (!annals.isRunning(Fault.second(service))) {
                annals.start(Fault.second(service));
            }
        }
        for (String service : Annals.SERVICES) {
            annals.awaitReady(Fault.second(service));
        }
        Fault.awaitMembers(annals, "timeline", 2);
        Fault.awaitMembers(annals, "notification", 2);
    }

    private static void stopSecond(Annals annals) throws InterruptedException {
        for (String service : Annals.SERVICES) {
            if (annals.isRunning(Fault.second(service))) {
                annals.stop(Fault.second(service));
            }
        }
    }
}
