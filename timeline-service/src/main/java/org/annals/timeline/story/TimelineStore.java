// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.story;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import org.annals.timeline.access.Viewer;
import org.annals.timeline.access.Viewers;
import org.annals.timeline.database.Columns;
import org.annals.timeline.database.Sql;
import org.annals.timeline.problem.ProblemException;
import org.jspecify.annotations.Nullable;

/** The table of timelines. */
@ApplicationScoped
public class TimelineStore implements PanacheRepositoryBase<Timeline, String> {

    private static final String SAVE = """
            INSERT INTO timeline (timeline, title, description, visibility, events, sequence, hash,
                                  first_recorded, last_recorded)
            SELECT * FROM unnest(?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (timeline) DO UPDATE SET
                title = excluded.title, description = excluded.description, visibility = excluded.visibility,
                events = excluded.events, sequence = excluded.sequence, hash = excluded.hash,
                last_recorded = excluded.last_recorded
            """;

    /** Locked in one order, so that two writers wait for each other instead of blocking each other. */
    private static final String LOCK = """
            SELECT timeline, title, description, visibility, events, sequence, hash, first_recorded, last_recorded
            FROM timeline
            WHERE timeline = ANY (?)
            ORDER BY timeline
            FOR UPDATE
            """;

    private static final String PRIVATE = """
            SELECT timeline FROM timeline WHERE timeline = ANY (?) AND visibility <> 'public'
            """;

    private static final Sql PAGE = new Sql("""
            SELECT timeline, title, description, visibility, events, sequence, hash, first_recorded, last_recorded
            FROM timeline
            WHERE timeline > :after AND %s
            ORDER BY timeline
            LIMIT :limit
            """.formatted(Viewer.sees("timeline")));

    private final DataSource database;
    private final Viewers viewers;

    TimelineStore(DataSource database, Viewers viewers) {
        this.database = database;
        this.viewers = viewers;
    }

    /** Inserts or replaces a batch in one statement. */
    public void save(Connection connection, Collection<Timeline> timelines) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(SAVE)) {
            new Columns<>(connection, statement, List.copyOf(timelines))
                    .bind("text", timeline -> timeline.timeline)
                    .bind("text", timeline -> timeline.title)
                    .bind("text", timeline -> timeline.description)
                    .bind("text", timeline -> timeline.visibility)
                    .bind("int8", timeline -> timeline.events)
                    .bind("int8", timeline -> timeline.sequence)
                    .bindBytes(timeline -> timeline.hash)
                    .bindTimes(timeline -> timeline.firstRecorded)
                    .bindTimes(timeline -> timeline.lastRecorded);
            statement.executeUpdate();
        }
    }

    /** Those of the timelines that are stored, locked until the transaction ends. */
    public List<Timeline> lock(Connection connection, Collection<String> names) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(LOCK)) {
            statement.setArray(1, connection.createArrayOf("text", names.toArray()));
            try (ResultSet rows = statement.executeQuery()) {
                return read(rows);
            }
        }
    }

    /** Those of the timelines that are private. */
    public Set<String> privateOnes(Connection connection, Collection<String> names) throws SQLException {
        Set<String> found = new HashSet<>();
        try (PreparedStatement statement = connection.prepareStatement(PRIVATE)) {
            statement.setArray(1, connection.createArrayOf("text", names.toArray()));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.add(rows.getString(1));
                }
            }
        }
        return found;
    }

    private static List<Timeline> read(ResultSet rows) throws SQLException {
        List<Timeline> timelines = new ArrayList<>();
        while (rows.next()) {
            Timeline timeline = new Timeline(
                    rows.getString(1), rows.getObject(8, OffsetDateTime.class).toInstant());
            timeline.title = rows.getString(2);
            timeline.description = rows.getString(3);
            timeline.visibility = rows.getString(4);
            timeline.events = rows.getLong(5);
            timeline.sequence = rows.getLong(6);
            timeline.hash = rows.getBytes(7);
            timeline.lastRecorded = rows.getObject(9, OffsetDateTime.class).toInstant();
            timelines.add(timeline);
        }
        return timelines;
    }

    /** Timelines that whoever asks may see, by name, from after the given one on. */
    public List<Timeline> page(String after, int limit) throws SQLException {
        Map<String, @Nullable Object> values = new HashMap<>(Map.of("after", after, "limit", limit));
        viewers.current().bind(values);
        try (Connection connection = database.getConnection();
                PreparedStatement statement = PAGE.prepare(connection, values);
                ResultSet rows = statement.executeQuery()) {
            return read(rows);
        }
    }

    /** A timeline; for whoever may not see it there is none. */
    public Timeline get(String name) {
        Timeline timeline = findById(name);
        if (timeline == null || !viewers.current().sees(name, timeline.isPublic())) {
            throw ProblemException.unknownTimeline(name);
        }
        return timeline;
    }
}
