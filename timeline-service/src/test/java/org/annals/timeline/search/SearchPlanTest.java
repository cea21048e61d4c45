// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.search;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.MultivaluedHashMap;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.annals.local.InfrastructureTestResource;
import org.annals.timeline.access.Viewer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each filter is served by an index: asked of a table of the same form, on which it would matter. */
@QuarkusTest
@QuarkusTestResource(InfrastructureTestResource.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SearchPlanTest {

    /** Half of the events are in one timeline, the others in one of a fiftieth of them and in a thousand. */
    private static final String FILL = """
            CREATE SCHEMA plans;
            SET search_path = plans, public;
            CREATE TABLE event (LIKE public.event INCLUDING ALL);
            CREATE TABLE name_word (LIKE public.name_word INCLUDING ALL);
            INSERT INTO event (event_id, revision, timeline, source, id, type, sequence, recorded, revised, superseded,
                               retracted, earliest, latest, status, actors, tags, points, area, terms, words)
            SELECT gen_random_uuid(), 1, timeline, '/desk', n::text, type, n, recorded, recorded, 'infinity', false,
                   earliest, earliest + interval '1 day', 'reported', '{}', '{}', ARRAY[point(n % 360 - 180, n % 90)],
                   box(point(n % 360 - 180, n % 90), point(n % 360 - 180, n % 90)),
                   array_to_tsvector(ARRAY['timeline:' || timeline, 'type:' || type, 'type0:type' || n % 100,
                                           'type1:began', 'type-segments:2', 'type-segments-from:1',
                                           'type-segments-from:2', 'actor:actor ' || n % 500, 'tag:tag ' || n % 300,
                                           'place:place ' || n % 400, 'status:reported', 'language:en',
                                           'domain:site' || n % 200 || '.org']),
                   to_tsvector('annals', 'event number ' || n || ' of word' || n % 700)
            FROM (SELECT n, CASE WHEN n % 2 = 0 THEN 'large' WHEN n % 25 = 1 THEN 'middle'
                                      ELSE 'small-' || n % 1001 END AS timeline,
                         'type' || n % 100 || '.began' AS type,
                         timestamptz '2000-01-01' + n * interval '3 hours' AS earliest,
                         timestamptz '2026-01-01' + n * interval '1 minute' AS recorded
                  FROM generate_series(1, 40000) AS n) AS numbered;
            VACUUM ANALYZE event;
            """;

    @Inject
    DataSource database;

    @BeforeAll
    void fill() throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            for (String part : FILL.split(";\\n", -1)) {
                statement.execute(part);
            }
            statement.execute("RESET search_path");
        }
    }

    @AfterAll
    void drop() throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("DROP SCHEMA plans CASCADE");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "large   | order=occurred              | Index Scan using event_timeline_earliest_latest",
                "large   | order=-occurred             | Index Scan Backward using event_timeline_earliest_latest",
                "large   | order=recorded              | Index Scan using event_timeline_recorded",
                "small-7 | order=-recorded             | timeline = 'small-7'",
                "        | order=occurred              | Index Scan using event_earliest_latest",
                "        | order=-recorded             | Index Scan Backward using event_recorded",
                "large   | from=2005-03-01&to=2005-03-02 | span @> ",
                "large   | from=2005-03-01&to=2005-03-02&order=recorded | span && ",
                "large   | from=2005-03-01&to=2005-03-02&match=certain | span @> ",
                "        | from=2005-03-01&to=2005-03-02 | span @> ",
                "large   | type=type7.*                | terms @@",
                "large   | type=type7.began            | terms @@",
                "        | actor=actor 7               | terms @@",
                "large   | place=place 7               | terms @@",
                "large   | tag=tag 7                   | terms @@",
                "middle  | tag=tag 1&order=recorded    | terms @@",
                "        | source=site7.org            | terms @@",
                "large   | status=claimed              | terms @@",
                "large   | language=uk                 | terms @@",
                "large   | bbox=20,40,21,41            | area && ",
                "        | bbox=20,40,21,41            | area && ",
                "large   | q=word7                     | words @@",
                "        | q=word7&order=relevance     | words @@",
                "large   | q=word7&tag=tag 7&from=2005 | words @@",
            })
    void serves_by_an_index(String timeline, String parameters, String indexed) throws SQLException {
        EventQuery query = parameters(parameters).query(timeline, Viewer.ALL);
        List<String> plan = explain(query);

        String all = String.join("\n", plan);
        assertFalse(all.contains("Seq Scan on event"), all);
        // A filter that finds little is never matched with all that a timeline has.
        assertFalse(all.contains("BitmapAnd"), all);
        assertTrue(
                plan.stream()
                        .filter(line -> line.contains("Index"))
                        .anyMatch(line -> line.matches(".*" + Pattern.quote(indexed) + ".*")),
                all);
    }

    private List<String> explain(EventQuery query) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement path = connection.createStatement()) {
            path.execute("SET search_path = plans, public");
            try (PreparedStatement statement = EventSearch.sql(query.order())
                            .explained()
                            .prepare(
                                    connection,
                                    EventSearch.pageValues(
                                            connection, query, query.order().start(), 51));
                    ResultSet rows = statement.executeQuery()) {
                List<String> plan = new ArrayList<>();
                while (rows.next()) {
                    plan.add(rows.getString(1));
                }
                return plan;
            } finally {
                path.execute("RESET search_path");
            }
        }
    }

    private static EventParameters parameters(String text) {
        MultivaluedHashMap<String, String> values = new MultivaluedHashMap<>();
        for (String parameter : text.strip().split("&", -1)) {
            int equals = parameter.indexOf('=');
            values.add(parameter.substring(0, equals), parameter.substring(equals + 1));
        }
        EventParameters parameters = new EventParameters();
        parameters.from = values.getFirst("from");
        parameters.to = values.getFirst("to");
        parameters.order = values.getFirst("order");
        parameters.bbox = values.getFirst("bbox");
        parameters.q = values.getFirst("q");
        parameters.type = values.getOrDefault("type", List.of());
        parameters.actor = values.getOrDefault("actor", List.of());
        parameters.place = values.getOrDefault("place", List.of());
        parameters.tag = values.getOrDefault("tag", List.of());
        parameters.status = values.getOrDefault("status", List.of());
        parameters.source = values.getOrDefault("source", List.of());
        parameters.language = values.getOrDefault("language", List.of());
        return parameters;
    }
}
