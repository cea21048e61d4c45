package org.annals.timeline.search;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import javax.sql.DataSource;
import org.annals.timeline.change.Change;
import org.annals.timeline.database.Sql;
import org.jspecify.annotations.Nullable;

/** The messages that made events what they are, as they were published. */
@ApplicationScoped
public class History {

    /** What each message is given to. */
    public interface Reader {
        void read(String cloudEvent) throws IOException;
    }

    private static final int FETCH_SIZE = 500;

    private static final Sql MESSAGES =
            new Sql("""
            SELECT c.attributes, c.data
            FROM change c
            WHERE c.event_id IN (SELECT e.event_id FROM event e WHERE %s AND %s)
              AND c.recorded <= :asOf AND %s
            ORDER BY c.timeline, c.sequence
            """.formatted(EventSearch.MATCHES, EventSearch.OVERLAPS, EventSearch.STORED));

    private final DataSource database;

    History(DataSource database) {
        this.database = database;
    }

    /** Every message about an event that the query finds, each timeline's in the order of its changes. */
    public void messages(EventQuery query, Reader reader) throws SQLException, IOException {
        try (Connection connection = database.getConnection()) {
            // In a transaction, rows come as they are read; else the driver holds them all.
            connection.setAutoCommit(false);
            Map<String, @Nullable Object> values = EventSearch.values(connection, query);
            try (PreparedStatement statement = MESSAGES.prepare(connection, values)) {
                statement.setFetchSize(FETCH_SIZE);
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        reader.read(Change.content(rows.getString(1), rows.getString(2)));
                    }
                }
            }
            connection.rollback();
        }
    }
}
