// SPDX-License-Identifier: Apache-2.0
package org.annals.system;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.awaitility.Awaitility;

/** What goes wrong while events are posted. */
enum Fault {
    SERVICES_ARE_KILLED(false) {
        @Override
        void strike(Situation situation) throws Exception {
            for (int i = 0; i < 3 * situation.rounds; i++) {
                situation.goOn(100);
                String service = situation.any(Annals.SERVICES);
                situation.annals.kill(service);
                situation.annals.start(service);
            }
            awaitServices(situation.annals);
        }
    },
    BROKER_IS_KILLED(false) {
        @Override
        void strike(Situation situation) throws Exception {
            for (int i = 0; i < situation.rounds; i++) {
                situation.goOn(150);
                situation.annals.killBroker();
                situation.annals.startBroker();
            }
            situation.goOn(50);
        }
    },
    DATABASE_IS_KILLED(false) {
        @Override
        void strike(Situation situation) throws Exception {
            for (int i = 0; i < situation.rounds; i++) {
                situation.goOn(150);
                situation.annals.killDatabase();
                situation.annals.startDatabase();
            }
            situation.goOn(50);
        }
    },
    CONNECTIONS_ARE_CUT(false) {
        @Override
        void strike(Situation situation) throws Exception {
            try (Connection database = DriverManager.getConnection(situation.annals.jdbcUrl("postgres"));
                    Statement statement = database.createStatement()) {
                for (int i = 0; i < 5 * situation.rounds; i++) {
                    situation.goOn(60);
                    statement.execute("""
                            SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                            WHERE datname IN ('timeline', 'notification')
                            """);
                }
            }
        }
    },
    RECEIVER_MISBEHAVES(false) {
        @Override
        void strike(Situation situation) {
            for (int i = 0; i < situation.rounds; i++) {
                for (Receiver.Manner manner : Receiver.Manner.values()) {
                    situation.receiver(0).behave(manner);
                    situation.goOn(60);
                }
            }
            situation.receiver(0).behave(Receiver.Manner.TAKES);
        }
    },
    READERS_ARE_FAR_BEHIND(false) {
        @Override
        void strike(Situation situation) throws Exception {
            situation.annals.stop(Annals.TIMELINE);
            situation.annals.stop(Annals.NOTIFICATION);
            situation.hurry(true);
            situation.goOnFor(2000 * situation.rounds);
            situation.hurry(false);
            situation.annals.start(Annals.TIMELINE);
            situation.annals.start(Annals.NOTIFICATION);
            awaitServices(situation.annals);
            situation.goOn(100);
        }
    },
    CATCH_UP_IS_KILLED(false) {
        @Override
        void strike(Situation situation) throws Exception {
            strikeWhileCatchingUp(situation, List.of(Annals.NOTIFICATION));
        }
    },
    CLOCK_JUMPS(false) {
        @Override
        void strike(Situation situation) throws Exception {
            // Recorded time is the broker's; here, each of these records brings what its clock is to have said.
            try (BrokerClock clock = new BrokerClock(situation)) {
                for (int i = 0; i < situation.rounds; i++) {
                    for (Duration jump : List.of(Duration.ofHours(1), Duration.ofHours(-1), Duration.ZERO)) {
                        clock.publishAt(jump);
                        situation.goOn(60);
                    }
                }
            }
        }
    },
    CATCH_UPS_MOVE(true) {
        @Override
        void strike(Situation situation) throws Exception {
            strikeWhileCatchingUp(situation, List.of(Annals.NOTIFICATION, second(Annals.NOTIFICATION)));
        }
    },
    REPLICAS_COME_AND_GO(true) {
        @Override
        void strike(Situation situation) throws Exception {
            for (int i = 0; i < 2 * situation.rounds; i++) {
                String service = situation.any(Annals.SERVICES);
                // As a rolling update does: the next one goes when the one before it is back.
                situation.goOn(60);
                String replica = situation.random.nextBoolean() ? service : second(service);
                situation.annals.stop(replica);
                situation.goOn(60);
                situation.annals.start(replica);
                situation.annals.awaitReady(replica);
            }
        }
    },
    CONSUMER_IS_FROZEN(true) {
        @Override
        void strike(Situation situation) throws Exception {
            for (int i = 0; i < (situation.rounds + 1) / 2; i++) {
                for (String group : List.of("timeline", "notification")) {
                    situation.goOn(60);
                    String frozen = group + "-service";
                    situation.annals.freeze(frozen);
                    try {
                        // Taken for dead, its partitions go to the other one, and it does not know.
                        awaitMembers(situation.annals, group, 1);
                        situation.goOn(60);
                    } finally {
                        situation.annals.thaw(frozen);
                    }
                    awaitMembers(situation.annals, group, 2);
                }
            }
        }
    };

    private static final Duration LIMIT = Duration.ofSeconds(90);

    private final boolean replicated;

    Fault(boolean replicated) {
        this.replicated = replicated;
    }

    /** Whether each service runs twice. */
    boolean isReplicated() {
        return replicated;
    }

    abstract void strike(Situation situation) throws Exception;

    static String second(String service) {
        return service + "#2";
    }

    /** Ends each replica in turn as a crash would, while a subscription is told a long past. */
    private static void strikeWhileCatchingUp(Situation situation, List<String> replicas) throws Exception {
        situation.hurry(true);
        situation.goOnFor(1000);
        situation.hurry(false);
        for (int i = 0; i < situation.rounds; i++) {
            Receiver late = situation.catchUpInOrder();
            int told = 0;
            for (String replica : replicas) {
                int before = told;
                Awaitility.await("a catch-up goes on")
                        .atMost(LIMIT)
                        .until(() -> late.alerts().all().size() > before);
                told = late.alerts().all().size();
                situation.annals.kill(replica);
                situation.annals.start(replica);
            }
            for (String replica : replicas) {
                situation.annals.awaitReady(replica);
            }
            situation.goOn(50);
        }
    }

    static void awaitServices(Annals annals) throws Exception {
        for (String service : Annals.SERVICES) {
            annals.awaitReady(service);
        }
    }

    static void awaitMembers(Annals annals, String group, int count) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", annals.bootstrapServers()))) {
            Awaitility.await(group + " has " + count + " members")
                    .atMost(LIMIT)
                    .until(() -> members(admin, group) == count);
        }
    }

    /** Those that have partitions. */
    private static long members(Admin admin, String group) throws InterruptedException, ExecutionException {
        return admin.describeConsumerGroups(List.of(group)).all().get().values().stream()
                .flatMap(description -> description.members().stream())
                .filter(member -> !member.assignment().topicPartitions().isEmpty())
                .count();
    }
}
