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
import java.util.List;
import org.annals.timeline.database.Columns;

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
        List<Timeline> timelines = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(LOCK)) {
            statement.setArray(1, connection.createArrayOf("text", names.toArray()));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    Timeline timeline = new Timeline(
                            rows.getString(1),
                            rows.getObject(8, OffsetDateTime.class).toInstant());
                    timeline.title = rows.getString(2);
                    timeline.description = rows.getString(3);
                    timeline.visibility = rows.getString(4);
                    timeline.events = rows.getLong(5);
                    timeline.sequence = rows.getLong(6);
                    timeline.hash = rows.getBytes(7);
                    timeline.lastRecorded =
                            rows.getObject(9, OffsetDateTime.class).toInstant();
                    timelines.add(timeline);
                }
            }
        }
        return timelines;
    }

    /** Timelines by name, from after the given one on. */
    public List<Timeline> page(String after, int limit) {
        return find("timeline > ?1 order by timeline", after).page(0, limit).list();
    }
}
