// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.change;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.annals.timeline.access.Viewer;
import org.annals.timeline.access.Viewers;
import org.annals.timeline.database.Columns;
import org.annals.timeline.database.Sql;
import org.annals.timeline.problem.ProblemException;
import org.jspecify.annotations.Nullable;

/** The table of changes: appended to, never altered. */
@ApplicationScoped
public class ChangeStore implements PanacheRepositoryBase<Change, Change.Key> {

    private static final String APPEND = """
            INSERT INTO change (timeline, sequence, kind, event_id, revision, type, recorded, message_id,
                                attributes, data, content_digest, hash, source_partition, source_offset)
            SELECT timeline, sequence, kind, event_id, revision, type, recorded, message_id,
                   attributes::json, data::json, content_digest, hash, source_partition, source_offset
            FROM unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
              AS new (timeline, sequence, kind, event_id, revision, type, recorded, message_id,
                      attributes, data, content_digest, hash, source_partition, source_offset)
            """;

    private static final String DIGESTS = """
            SELECT message_id, content_digest FROM change WHERE message_id = ANY (?)
            """;

    private static final Sql PAGE = new Sql("""
            SELECT %s FROM change c
            WHERE c.timeline = :timeline AND c.sequence > :after AND %s
            ORDER BY c.sequence
            LIMIT :limit
            """.formatted(ChangeView.COLUMNS, Viewer.sees("c")));

    private static final Sql VISIBILITY = new Sql("SELECT visibility FROM timeline WHERE timeline = :timeline");

    private static final Sql LAST = new Sql("SELECT sequence FROM timeline WHERE timeline = :timeline");

    private final DataSource database;
    private final Viewers viewers;

    ChangeStore(DataSource database, Viewers viewers) {
        this.database = database;
        this.viewers = viewers;
    }

    /** Appends a batch in one statement. */
    public void append(Connection connection, List<Change> changes) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(APPEND)) {
            new Columns<>(connection, statement, changes)
                    .bind("text", change -> change.timeline)
                    .bind("int8", change -> change.sequence)
                    .bind("text", change -> change.kind)
                    .bind("uuid", change -> change.eventId)
                    .bind("int4", change -> change.revision)
                    .bind("text", change -> change.type)
                    .bindTimes(change -> change.recorded)
                    .bind("uuid", change -> change.messageId)
                    .bind("text", change -> change.attributes)
                    .bind("text", change -> change.data)
                    .bindBytes(change -> change.contentDigest)
                    .bindBytes(change -> change.hash)
                    .bind("int4", change -> change.sourcePartition)
                    .bind("int8", change -> change.sourceOffset);
            statement.executeUpdate();
        }
    }

    /** The content digests of those messages that are stored, by message id. */
    public Map<UUID, String> digests(Connection connection, Collection<UUID> messageIds) throws SQLException {
        Map<UUID, String> digests = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(DIGESTS)) {
            statement.setArray(1, connection.createArrayOf("uuid", messageIds.toArray()));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    digests.put(rows.getObject(1, UUID.class), HexFormat.of().formatHex(rows.getBytes(2)));
                }
            }
        }
        return digests;
    }

    /** What the records of a partition caused, from the first offset to the last, in the order of their storing. */
    public List<Change> causedBy(int partition, long firstOffset, long lastOffset) {
        return list(
                "sourcePartition = ?1 and sourceOffset between ?2 and ?3 order by sourceOffset, timeline, sequence",
                partition,
                firstOffset,
                lastOffset);
    }

    /** The changes of a timeline that follow the given sequence; none for whoever may not see it any more. */
    List<ChangeView> page(Viewer viewer, String timeline, long after, int limit) throws SQLException {
        Map<String, @Nullable Object> values =
                new HashMap<>(Map.of("timeline", timeline, "after", after, "limit", limit));
        viewer.bind(values);
        List<ChangeView> page = new ArrayList<>();
        try (Connection connection = database.getConnection();
                PreparedStatement statement = PAGE.prepare(connection, values);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                page.add(ChangeView.of(rows));
            }
        }
        return page;
    }

    /** Refuses a position that the timeline has not reached: it is of another database, or of one that was restored. */
    void requireReached(String timeline, long after) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = LAST.prepare(connection, Map.of("timeline", timeline));
                ResultSet row = statement.executeQuery()) {
            long last = row.next() ? row.getLong(1) : 0;
            if (after < 0 || after > last) {
                throw ProblemException.notReached("after", after, last);
            }
        }
    }

    /**
     * Whether anybody may keep what a timeline has; refuses whoever may not see it as if there were none. The connection
     * goes back at once: a session would keep it for as long as the request waits for changes.
     */
    boolean isPublic(String timeline) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = VISIBILITY.prepare(connection, Map.of("timeline", timeline));
                ResultSet row = statement.executeQuery()) {
            if (!row.next()) {
                throw ProblemException.unknownTimeline(timeline);
            }
            boolean isPublic = row.getString(1).equals("public");
            if (!viewers.current().sees(timeline, isPublic)) {
                throw ProblemException.unknownTimeline(timeline);
            }
            return isPublic && viewers.publicIsForEverybody();
        }
    }
}
