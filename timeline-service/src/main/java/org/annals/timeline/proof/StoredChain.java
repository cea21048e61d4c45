// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.proof;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.annals.edtf.EdtfException;
import org.annals.timeline.change.HashChain;
import org.annals.timeline.database.Sql;
import org.annals.timeline.database.Times;
import org.annals.timeline.event.EventId;
import org.annals.timeline.event.Occurred;
import org.annals.timeline.json.Json;
import org.annals.timeline.problem.ProblemException;
import org.annals.timeline.proof.ChainVerifier.StoredChange;
import org.annals.timeline.proof.Verification.Kind;
import org.jspecify.annotations.Nullable;

/** The chain of a timeline as the tables have it now, with what they show of its events. */
@ApplicationScoped
class StoredChain {

    private static final int FETCH_SIZE = 500;

    /** What was stored before the first statement, and nothing after it, however long reading takes. */
    private static final String SNAPSHOT = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY";

    private static final Sql HEAD = new Sql("""
            SELECT sequence, hash FROM timeline WHERE timeline = :timeline
            """);

    private static final Sql HASH = new Sql("""
            SELECT hash FROM change WHERE timeline = :timeline AND sequence = :sequence
            """);

    /** An event stands until its next revision. */
    private static final Sql CHANGES = new Sql("""
            SELECT c.sequence, c.kind, c.event_id, c.revision, c.type, c.recorded, c.attributes, c.data,
                   c.content_digest, c.hash, e.source, e.id, %s AS earliest, %s AS latest,
                   e.timeline = c.timeline AND e.sequence = c.sequence AND e.type = c.type AND e.revised = c.recorded
                   AND e.retracted = (c.kind = 'retraction')
                   AND e.superseded = coalesce(following.revised, 'infinity') AS shown
            FROM change c
            LEFT JOIN event e ON e.event_id = c.event_id AND e.revision = c.revision
            LEFT JOIN event following ON following.event_id = c.event_id AND following.revision = c.revision + 1
            WHERE c.timeline = :timeline AND c.sequence > :after
            ORDER BY c.sequence
            LIMIT :limit
            """.formatted(Times.seconds("e.earliest"), Times.seconds("e.latest")));

    /** Shown by the sequence of a change, without being what it made. */
    private static final Sql FORGED = new Sql("""
            SELECT e.sequence FROM event e
            WHERE e.timeline = :timeline
              AND NOT EXISTS (SELECT FROM change c
                              WHERE c.timeline = e.timeline AND c.sequence = e.sequence
                                AND c.event_id = e.event_id AND c.revision = e.revision)
            LIMIT 1
            """);

    private final DataSource database;

    StoredChain(DataSource database) {
        this.database = database;
    }

    /** Recomputes the chain from after a sequence on, over at most so many changes. */
    Verification verify(String timeline, long after, byte @Nullable [] hash, int limit) throws SQLException {
        try (Connection connection = database.getConnection()) {
            // In a transaction, rows come as they are read; else the driver holds them all.
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.execute(SNAPSHOT);
            }
            Verification result = verify(connection, timeline, after, hash, limit);
            connection.rollback();
            return result;
        }
    }

    private static Verification verify(
            Connection connection, String timeline, long after, byte @Nullable [] hash, int limit) throws SQLException {
        try (PreparedStatement statement = HEAD.prepare(connection, Map.of("timeline", timeline));
                ResultSet head = statement.executeQuery()) {
            if (!head.next()) {
                throw ProblemException.unknownTimeline(timeline);
            }
            ChainVerifier verifier =
                    new ChainVerifier(timeline, after, hash == null ? storedHash(connection, timeline, after) : hash);
            int read = read(connection, verifier, timeline, after, limit);
            boolean complete = read < limit;
            if (complete && verifier.isIntact()) {
                verifier.end(head.getLong("sequence"), head.getBytes("hash"));
            }
            if (complete && verifier.isIntact()) {
                findForged(connection, verifier, timeline);
            }
            return verifier.result(complete);
        }
    }

    private static int read(Connection connection, ChainVerifier verifier, String timeline, long after, int limit)
            throws SQLException {
        int read = 0;
        try (PreparedStatement statement =
                CHANGES.prepare(connection, Map.of("timeline", timeline, "after", after, "limit", limit))) {
            statement.setFetchSize(FETCH_SIZE);
            try (ResultSet rows = statement.executeQuery()) {
                while (verifier.isIntact() && rows.next()) {
                    verifier.next(change(rows, timeline));
                    read++;
                }
            }
        }
        return read;
    }

    private static byte[] storedHash(Connection connection, String timeline, long sequence) throws SQLException {
        if (sequence == 0) {
            return HashChain.start();
        }
        try (PreparedStatement statement =
                        HASH.prepare(connection, Map.of("timeline", timeline, "sequence", sequence));
                ResultSet row = statement.executeQuery()) {
            if (!row.next()) {
                throw ProblemException.badRequest(
                        "invalid-parameter", "There is no change " + sequence + " to verify from.");
            }
            return row.getBytes(1);
        }
    }

    private static void findForged(Connection connection, ChainVerifier verifier, String timeline) throws SQLException {
        try (PreparedStatement statement = FORGED.prepare(connection, Map.of("timeline", timeline));
                ResultSet row = statement.executeQuery()) {
            if (row.next()) {
                verifier.breaks(
                        row.getLong(1), Kind.EVENT, "An event is shown that no change with this sequence made.");
            }
        }
    }

    private static StoredChange change(ResultSet row, String timeline) throws SQLException {
        String attributes = row.getString("attributes");
        String data = row.getString("data");
        String kind = row.getString("kind");
        return new StoredChange(
                row.getLong("sequence"),
                kind,
                row.getObject("event_id", UUID.class),
                row.getInt("revision"),
                row.getObject("recorded", OffsetDateTime.class).toInstant(),
                attributes,
                data,
                HexFormat.of().formatHex(row.getBytes("content_digest")),
                HexFormat.of().formatHex(row.getBytes("hash")),
                row.getBoolean("shown") && isShown(row, timeline, kind, attributes, data));
    }

    private static boolean isShown(ResultSet row, String timeline, String kind, String attributes, String data)
            throws SQLException {
        if (!EventId.of(timeline, row.getString("source"), row.getString("id"))
                .equals(row.getObject("event_id", UUID.class))) {
            return false;
        }
        // A retraction leaves type and date as they were.
        return kind.equals("retraction") || isSaid(row, attributes, data);
    }

    private static boolean isSaid(ResultSet row, String attributes, String data) throws SQLException {
        try {
            JsonNode message = Json.STRICT.readTree(attributes);
            Occurred occurred = Occurred.of(
                    Json.STRICT.readTree(data).path("occurred").textValue(),
                    message.path("time").textValue());
            return message.path("type").asText().equals(row.getString("type"))
                    && occurred.equals(new Occurred(Times.instant(row, "earliest"), Times.instant(row, "latest")));
        } catch (JsonProcessingException | EdtfException | DateTimeException e) {
            return false;
        }
    }
}
