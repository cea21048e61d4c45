// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline;

import static io.restassured.RestAssured.given;
import static org.annals.timeline.Topic.data;
import static org.annals.timeline.Topic.event;
import static org.annals.timeline.Topic.publish;
import static org.annals.timeline.Topic.with;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.annals.local.InfrastructureTestResource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Facets that are counted ahead are those that come of walking through all events. */
@QuarkusTest
@QuarkusTestResource(InfrastructureTestResource.class)
class FacetTest {

    /** A filter that finds everything, so that everything is walked through. */
    private static final String WALKED = "asOf=2999-01-01T00:00:00Z";

    private static final String UNCOUNTED = """
            SELECT coalesce(sum(p.next_offset - coalesce(f.next_offset, 0)), 0)
            FROM place p LEFT JOIN facet_place f USING (source_partition)
            WHERE EXISTS (SELECT FROM change c
                          WHERE c.source_partition = p.source_partition
                            AND c.source_offset >= coalesce(f.next_offset, 0))
            """;

    private final String timeline = "facets-" + UUID.randomUUID();

    @Inject
    DataSource database;

    @Test
    void are_the_same_before_and_after_they_are_counted_ahead() throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            // As another replica that is counting: none of what is published now is counted ahead.
            statement.execute("SELECT pg_advisory_xact_lock(hashtext('facet_count'))");
            publishStory();
            assertTrue(uncounted() > 0);
            assertSame("day", 12);
            connection.rollback();
        }
        awaitCounted();
        assertSame("day", 12);
    }

    @Test
    void follow_corrections_and_retractions_that_come_after_they_were_counted() throws SQLException {
        publishStory();
        awaitCounted();
        publish(
                with(event(timeline, "corrected-again", "other.type"), "ce_corrects", "corrected"),
                "{\"occurred\":\"2025\",\"title\":\"Third\",\"tags\":[\"new\"],\"status\":\"claimed\"}");
        publish(with(event(timeline, "day-gone", "any.type"), "ce_retracts", "day-1"), "{\"reason\":\"Wrong\"}");
        awaitSequence(15);

        assertSame("day", 11);
        awaitCounted();
        assertSame("month", 11);
        assertEquals(1L, stored("status", "claimed"));
        assertEquals(1L, stored("year", "2025-01-01"));
        assertEquals(11L, stored("total", ""));
    }

    /** For each unit, with what was withdrawn and without, on the timeline and on all. */
    private void assertSame(String unit, int total) {
        given().get("/v1/timelines/" + timeline + "/facets?by=" + unit).then().body("total", equalTo(total));
        for (String path : List.of("/v1/timelines/" + timeline + "/facets", "/v1/facets")) {
            for (String by : List.of("day", "month", "year")) {
                for (String retracted : List.of("", "&retracted=include")) {
                    String address = path + "?by=" + by + retracted;
                    assertEquals(body(address + "&" + WALKED), body(address), address);
                }
            }
        }
    }

    private void publishStory() {
        for (int i = 0; i < 8; i++) {
            publish(event(timeline, "day-" + i, "report.issued"), """
                    {"occurred":"2022-02-0%d","title":"Day","tags":["a","b%d"],"status":"reported",
                     "actors":[{"name":"One"},{"name":"Two %d"}]}""".formatted(i + 1, i % 2, i));
        }
        publish(event(timeline, "month", "report.issued"), data("2022-02", "Some day"));
        publish(event(timeline, "year", "report.issued"), data("2022", "Some month"));
        publish(event(timeline, "open", "work.began"), data("../2022", "Work began"));
        publish(event(timeline, "corrected", "report.issued"), data("2021-05-05", "First"));
        publish(with(event(timeline, "correction", "other.type"), "ce_corrects", "corrected"), data("2024", "Second"));
        awaitSequence(13);
    }

    private static String body(String address) {
        return given().get(address).then().statusCode(200).extract().asString();
    }

    private void awaitSequence(int sequence) {
        Awaitility.await()
                .untilAsserted(() -> given().get("/v1/timelines/" + timeline)
                        .then()
                        .statusCode(200)
                        .body("sequence", equalTo(sequence)));
    }

    private void awaitCounted() {
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> uncounted() == 0);
    }

    private long uncounted() throws SQLException {
        return number(UNCOUNTED);
    }

    private long stored(String facet, String value) throws SQLException {
        return number(
                "SELECT count FROM facet_count WHERE timeline = '%s' AND facet = '%s' AND value = '%s' AND NOT retracted"
                        .formatted(timeline, facet, value));
    }

    private long number(String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }
}
