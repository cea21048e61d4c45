// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline;

import static io.restassured.RestAssured.given;
import static org.annals.timeline.Topic.data;
import static org.annals.timeline.Topic.event;
import static org.annals.timeline.Topic.publish;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.UUID;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.annals.local.InfrastructureTestResource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The log and the database side by side: what was rolled back, what the log lost, a partition that can't be stored. */
@QuarkusTest
@QuarkusTestResource(InfrastructureTestResource.class)
class LogTest {

    /** Several times as long as it takes to compare the database with the log again. */
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final String timeline = "log-" + UUID.randomUUID();

    @Inject
    DataSource database;

    @AfterEach
    void everything_goes_on() {
        awaitReadiness(200);
    }

    @Test
    void what_a_transaction_rolled_back_is_no_event() {
        Topic.publishInTransaction(event(timeline, "before", "report.issued"), data("2022", "Before"), true);
        Topic.publishInTransaction(event(timeline, "rolled-back", "report.issued"), data("2022", "Rolled back"), false);
        Topic.publishInTransaction(event(timeline, "after", "report.issued"), data("2022", "After"), true);

        awaitSequence(timeline, 2);
        given().get("/v1/timelines/" + timeline + "/changes")
                .then()
                .statusCode(200)
                .body("items.content.id", contains("before", "after"));
    }

    @Test
    void a_log_that_is_shorter_than_the_database_stops_its_partition_alone() throws SQLException {
        int partition = publishEvent(timeline, "first");
        awaitSequence(timeline, 1);
        String other = timelineElsewhere(partition);

        // As after a power cut, in which Kafka lost what PostgreSQL kept.
        execute("UPDATE place SET next_offset = next_offset + 3 WHERE source_partition = " + partition);

        awaitStopped(partition, "The log ends at offset");
        publishEvent(timeline, "held-back");
        publishEvent(other, "second");
        awaitSequence(other, 2);
        assertSequence(timeline, 1);

        execute("UPDATE place SET next_offset = last_offset + 1 WHERE source_partition = " + partition);
        awaitSequence(timeline, 2);
    }

    @Test
    void a_log_that_has_another_last_record_stops_its_partition_alone() throws SQLException {
        int partition = publishEvent(timeline, "first");
        awaitSequence(timeline, 1);
        String other = timelineElsewhere(partition);

        execute("UPDATE place SET last_digest = sha256(last_digest) WHERE source_partition = " + partition);

        awaitStopped(partition, "is not the one that was stored");
        publishEvent(timeline, "held-back");
        publishEvent(other, "second");
        awaitSequence(other, 2);
        assertSequence(timeline, 1);

        // As a rebuild does, which empties the database.
        execute("UPDATE place SET next_offset = 0, last_offset = NULL, last_digest = NULL WHERE source_partition = "
                + partition);
        awaitSequence(timeline, 2);
    }

    @Test
    void a_partition_that_can_not_be_stored_holds_up_no_other() throws SQLException {
        int partition = publishEvent(timeline, "first");
        awaitSequence(timeline, 1);
        String other = timelineElsewhere(partition);
        execute("""
                CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN RAISE EXCEPTION 'No space' USING ERRCODE = 'disk_full'; END $$""");
        execute("CREATE TRIGGER refuse BEFORE INSERT ON change FOR EACH ROW WHEN (NEW.timeline = '" + timeline
                + "') EXECUTE FUNCTION refuse()");
        try {
            publishEvent(timeline, "refused");
            Awaitility.await().atMost(LIMIT).until(() -> metric("annals_intake_failing_seconds") > 0);
            publishEvent(other, "second");
            publishEvent(other, "third");

            awaitSequence(other, 3);
            assertSequence(timeline, 1);
            assertTrue(metric("annals_intake_failing_seconds") > 0);
        } finally {
            execute("DROP FUNCTION refuse CASCADE");
        }
        awaitSequence(timeline, 2);
        Awaitility.await().atMost(LIMIT).until(() -> metric("annals_intake_failing_seconds") == 0);
    }

    private static int publishEvent(String timeline, String id) {
        return publish(event(timeline, id, "report.issued"), data("2022-08-04", "A report was issued"))
                .partition();
    }

    /** A timeline with one event, in another partition. */
    private String timelineElsewhere(int partition) {
        String elsewhere = Stream.iterate(0, number -> number + 1)
                .map(number -> timeline + "-" + number)
                .filter(name -> publishEvent(name, "first") != partition)
                .findFirst()
                .orElseThrow();
        awaitSequence(elsewhere, 1);
        return elsewhere;
    }

    private static void awaitStopped(int partition, String reason) {
        awaitReadiness(503);
        Management.get("/health/ready")
                .then()
                .body(
                        "checks.find { it.name == 'Partitions of annals.events' }.data.'partition " + partition + "'",
                        containsString(reason));
        assertTrue(metric("annals_intake_partitions_stopped") == 1);
    }

    private static void awaitReadiness(int status) {
        Awaitility.await()
                .atMost(LIMIT)
                .untilAsserted(() -> Management.get("/health/ready").then().statusCode(status));
    }

    private static double metric(String name) {
        return Management.get("/metrics")
                .asString()
                .lines()
                .filter(line -> line.startsWith(name))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static void assertSequence(String timeline, int sequence) {
        given().get("/v1/timelines/" + timeline).then().statusCode(200).body("sequence", equalTo(sequence));
    }

    private static void awaitSequence(String timeline, int sequence) {
        Awaitility.await()
                .atMost(LIMIT)
                .pollInterval(Duration.ofMillis(50))
                .untilAsserted(() -> assertSequence(timeline, sequence));
    }
}
