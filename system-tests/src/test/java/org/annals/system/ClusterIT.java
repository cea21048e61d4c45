// SPDX-License-Identifier: Apache-2.0
package org.annals.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * The ledger on three brokers and two databases with replicas. {@code -Dannals.cluster=long} strikes in all ways, each service
 * running twice, with the second replica from the build that {@code -Dannals.previous} names: an older version, say. {@code
 * -Dannals.rounds} and {@code -Dannals.seed} as for {@link FaultsIT}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClusterIT {

    private static final String LONG = "long";
    private static final boolean IS_LONG = LONG.equals(System.getProperty("annals.cluster"));
    private static final long SEED = Long.getLong("annals.seed", new Random().nextInt(1_000_000));
    private static final int ROUNDS = Integer.getInteger("annals.rounds", 2);
    private static final String PREVIOUS =
            System.getProperty("annals.previous", System.getProperty("annals.home", ".."));
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final Duration STANDSTILL = Duration.ofSeconds(5);

    private final Map<String, Integer> struck = new TreeMap<>();
    private ClusterBackend cluster;
    private Annals annals;
    private Situation situation;
    private long begun;

    @BeforeAll
    void start() throws Exception {
        Installation.quietKafka();
        Path directory = Files.createTempDirectory(Path.of("target"), "cluster").toAbsolutePath();
        // An alert that was only slow to be taken must not be repeated: repeats are counted here.
        Map<String, String> settings = new HashMap<>(Installation.IMPATIENT);
        settings.put("annals.delivery.timeout", "PT20S");
        cluster = ClusterBackend.start(directory);
        annals = new Annals(directory, settings, cluster);
        startServices();
    }

    @AfterAll
    void stop() throws IOException {
        annals.close();
    }

    @BeforeEach
    void load() throws Exception {
        struck.clear();
        begun = System.nanoTime();
        annals.revive();
        startServices();
        cluster.brokers().awaitWhole();
        situation = new Situation(annals, replicas(Annals.INGEST), replicas(Annals.TIMELINE), SEED, ROUNDS);
        situation.goOn(50);
    }

    @AfterEach
    void unload() throws Exception {
        situation.close();
    }

    @Test
    void goes_on_when_a_leader_dies_and_a_replica_takes_over_that_is_behind(TestInfo test) throws Exception {
        int leader = cluster.brokers().leader(events(0));
        strike("leader killed");
        cluster.brokers().kill(leader);
        situation.goOnFor(20);
        cluster.brokers().start(leader);

        failOverToReplicaThatIsBehind();

        assertBalanced(test);
    }

    @Test
    @EnabledIfSystemProperty(named = "annals.cluster", matches = LONG)
    void loses_nothing_when_leaders_are_killed(TestInfo test) throws Exception {
        for (int i = 0; i < 3 * ROUNDS; i++) {
            int leader = cluster.brokers().leader(situation.any(partitions()));
            strike("leader killed");
            cluster.brokers().kill(leader);
            situation.goOnFor(60);
            cluster.brokers().start(leader);
            cluster.brokers().awaitWhole();
        }

        assertBalanced(test);
    }

    @Test
    @EnabledIfSystemProperty(named = "annals.cluster", matches = LONG)
    void loses_nothing_when_leaders_freeze(TestInfo test) throws Exception {
        for (int i = 0; i < ROUNDS; i++) {
            TopicPartition partition = situation.any(partitions());
            int leader = cluster.brokers().leader(partition);
            strike("leader frozen");
            cluster.brokers().freeze(leader);
            try {
                // Taken for dead, it still believes that it leads.
                Awaitility.await("another one leads")
                        .atMost(LIMIT)
                        .until(() -> cluster.brokers().leader(partition) != leader);
                situation.goOnFor(60);
            } finally {
                cluster.brokers().thaw(leader);
            }
            situation.goOnFor(30);
            cluster.brokers().awaitWhole();
        }

        assertBalanced(test);
    }

    @Test
    @EnabledIfSystemProperty(named = "annals.cluster", matches = LONG)
    void refuses_events_while_only_one_broker_is_left(TestInfo test) throws Exception {
        for (int i = 0; i < ROUNDS; i++) {
            int first = 1 + situation.random.nextInt(BrokerCluster.BROKERS);
            int second = first % BrokerCluster.BROKERS + 1;
            strike("broker stopped");
            cluster.brokers().stop(first);
            situation.goOnFor(60);
            strike("second broker killed");
            cluster.brokers().kill(second);
            int before = awaitStandstill();

            assertEquals(Set.of(503), Set.copyOf(probe(5)));
            assertEquals(before, situation.ledger().acknowledged());

            cluster.brokers().start(second);
            situation.goOnFor(60);
            cluster.brokers().start(first);
            cluster.brokers().awaitWhole();
        }

        assertBalanced(test);
    }

    @Test
    @EnabledIfSystemProperty(named = "annals.cluster", matches = LONG)
    void loses_nothing_when_a_broker_loses_its_disk(TestInfo test) throws Exception {
        for (int i = 0; i < ROUNDS; i++) {
            int leader = cluster.brokers().leader(situation.any(partitions()));
            strike("disk lost");
            cluster.brokers().kill(leader);
            cluster.brokers().loseDisk(leader);
            // At once, while it may still be taken for the leader.
            cluster.brokers().start(leader);
            situation.goOnFor(60);
            cluster.brokers().awaitWhole();
        }

        assertBalanced(test);
    }

    @Test
    @EnabledIfSystemProperty(named = "annals.cluster", matches = LONG)
    void loses_nothing_when_all_brokers_are_killed_at_once(TestInfo test) throws Exception {
        for (int i = 0; i < ROUNDS; i++) {
            situation.goOn(60);
            strike("all brokers killed");
            cluster.brokers().killAll();
            cluster.brokers().startAll();
            cluster.brokers().awaitWhole();
        }
        situation.goOnFor(60);

        assertBalanced(test);
    }

    @Test
    @EnabledIfSystemProperty(named = "annals.cluster", matches = LONG)
    void tells_nobody_twice_when_a_timeline_replica_takes_over_that_is_behind(TestInfo test) throws Exception {
        int repeated = situation.repeated();
        for (int i = 0; i < ROUNDS; i++) {
            failOverToReplicaThatIsBehind();
            cluster.timeline().attachReplica();
        }
        situation.goOnFor(60);

        assertBalanced(test);
        assertEquals(repeated, situation.repeated(), "alerts that came again");
    }

    @Test
    @EnabledIfSystemProperty(named = "annals.cluster", matches = LONG)
    void loses_no_alert_when_the_notification_database_fails_over(TestInfo test) throws Exception {
        for (int i = 0; i < ROUNDS; i++) {
            situation.goOnFor(60);
            strike("notification primary killed");
            cluster.notification().killPrimary();
            cluster.notification().promote();
            situation.goOnFor(60);
            cluster.notification().attachReplica();
            situation.goOn(60);
            strike("notification primary frozen");
            cluster.notification().freezePrimary();
            situation.goOnFor(60);
            // Before another one is made primary, an operator makes sure that this one is none.
            cluster.notification().killPrimary();
            cluster.notification().promote();
            cluster.notification().attachReplica();
        }

        assertBalanced(test);
    }

    @Test
    @EnabledIfSystemProperty(named = "annals.cluster", matches = LONG)
    void loses_nothing_in_a_rolling_update(TestInfo test) throws Exception {
        for (int i = 0; i < ROUNDS; i++) {
            // Forward, and back again.
            for (String build : List.of(System.getProperty("annals.home", ".."), PREVIOUS)) {
                for (String service : Annals.SERVICES) {
                    String replica = Fault.second(service);
                    strike("replica replaced");
                    annals.stop(replica);
                    situation.goOn(40);
                    annals.takeFrom(Path.of(build), replica);
                    annals.start(replica);
                    annals.awaitReady(replica);
                    situation.goOn(40);
                }
            }
        }

        assertBalanced(test);
    }

    @Test
    @EnabledIfSystemProperty(named = "annals.cluster", matches = LONG)
    void ends_balanced_when_anything_is_killed_among_hostile_records(TestInfo test) throws Exception {
        try (HostilePublisher hostile =
                new HostilePublisher(annals.bootstrapServers(), situation.timelines(), SEED).start()) {
            for (int i = 0; i < 10 * ROUNDS; i++) {
                situation.goOn(60);
                killAny();
            }
            hostile.close();

            assertBalanced(test);
            System.out.println(name(test) + ": " + hostile.summary());
            assertEquals(List.of(), hostile.findings(situation.client, LIMIT));
        }
    }

    private void killAny() throws Exception {
        switch (situation.random.nextInt(6)) {
            case 0 -> {
                strike("broker killed");
                int broker = 1 + situation.random.nextInt(BrokerCluster.BROKERS);
                cluster.brokers().kill(broker);
                situation.goOn(40);
                cluster.brokers().start(broker);
                cluster.brokers().awaitWhole();
            }
            case 1 -> {
                strike("timeline primary killed");
                cluster.timeline().killPrimary();
                cluster.timeline().promote();
                cluster.timeline().attachReplica();
            }
            case 2 -> {
                strike("notification primary killed");
                cluster.notification().killPrimary();
                cluster.notification().promote();
                cluster.notification().attachReplica();
            }
            default -> {
                String service = situation.any(Annals.SERVICES);
                String replica = situation.random.nextBoolean() ? service : Fault.second(service);
                strike("service killed");
                annals.kill(replica);
                annals.start(replica);
            }
        }
    }

    /** What was alerted already is not in the database that takes over. */
    private void failOverToReplicaThatIsBehind() throws Exception {
        cluster.timeline().detachReplica();
        int told = situation.receiver(0).alerts().all().size();
        situation.goOnFor(100);
        situation.awaitStored();
        Awaitility.await("changes are alerted")
                .atMost(LIMIT)
                .until(() -> situation.receiver(0).alerts().all().size() > told + 50);
        assertTrue(cluster.timeline().lag() > 0, "The replica is not behind");
        strike("timeline primary killed, replica behind");
        cluster.timeline().killPrimary();
        cluster.timeline().promote();
        situation.goOnFor(20);
    }

    /** Until nothing is acknowledged any more; how much was. */
    private int awaitStandstill() {
        int[] seen = {-1};
        Awaitility.await("nothing is acknowledged")
                .pollInterval(STANDSTILL)
                .atMost(LIMIT)
                .until(() -> {
                    int before = seen[0];
                    seen[0] = situation.ledger().acknowledged();
                    return seen[0] == before;
                });
        return seen[0];
    }

    private List<Integer> probe(int count) throws IOException, InterruptedException {
        List<Integer> statuses = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String event = """
                    {"specversion": "1.0", "id": "probe-%d", "source": "/probe", "type": "report.issued",
                     "subject": "probe", "data": {"title": "A probe", "occurred": "2022"}}""".formatted(i);
            HttpResponse<String> answer = situation.client.post(
                    situation.any(replicas(Annals.INGEST)), "/v1/events", "application/cloudevents+json", event);
            statuses.add(answer.statusCode());
        }
        return statuses;
    }

    private void strike(String fault) {
        struck.merge(fault, 1, Integer::sum);
    }

    private void assertBalanced(TestInfo test) throws Exception {
        List<String> findings = situation.balance();
        System.out.printf(
                "%s: %s, faults %s, %d s [-Dannals.seed=%d]%n",
                name(test),
                situation.summary(),
                struck,
                Duration.ofNanos(System.nanoTime() - begun).toSeconds(),
                SEED);
        assertEquals(List.of(), findings);
    }

    private static String name(TestInfo test) {
        return test.getTestMethod().orElseThrow().getName();
    }

    private static TopicPartition events(int partition) {
        return new TopicPartition("annals.events", partition);
    }

    private static List<TopicPartition> partitions() {
        return List.of(events(0), events(3), events(7), new TopicPartition("annals.changes", 1));
    }

    private static List<String> replicas(String service) {
        return IS_LONG ? List.of(service, Fault.second(service)) : List.of(service);
    }

    private void startServices() throws Exception {
        for (String service : Annals.SERVICES) {
            for (String replica : replicas(service)) {
                if (!annals.isRunning(replica)) {
                    if (!replica.equals(service)) {
                        annals.takeFrom(Path.of(PREVIOUS), replica);
                    }
                    annals.start(replica);
                }
            }
        }
        for (String service : Annals.SERVICES) {
            for (String replica : replicas(service)) {
                annals.awaitReady(replica);
            }
        }
    }
}
