// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.search;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
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

    private static final int PAGE_SIZE = 200;

    private static final Sql PAGE =
            new Sql("""
            SELECT c.timeline, c.sequence, c.attributes, c.data
            FROM change c
            WHERE c.event_id IN (SELECT e.event_id FROM event e WHERE %s AND %s)
              AND c.recorded <= :asOf AND %s
              AND (c.timeline, c.sequence) > (:lastTimeline, :lastOfTimeline)
            ORDER BY c.timeline, c.sequence
            LIMIT :limit
            """.formatted(EventSearch.MATCHES, EventSearch.OVERLAPS, EventSearch.STORED));

    /** A message, and its place in the order. */
    private record Message(String timeline, long sequence, String cloudEvent) {}

    private final DataSource database;

    History(DataSource database) {
        this.database = database;
    }

    /**
     * Reads every message about an event that the query finds, each timeline's in the order of its changes. No connection
     * is held while the reader takes a page.
     */
    public void messages(EventQuery query, Reader reader) throws SQLException, IOException {
        Message last = new Message("", 0, "");
        List<Message> page;
        do {
            page = page(query, last);
            for (Message message : page) {
                reader.read(message.cloudEvent());
                last = message;
            }
        } while (page.size() == PAGE_SIZE);
    }

    private List<Message> page(EventQuery query, Message last) throws SQLException {
        List<Message> page = new ArrayList<>();
        try (Connection connection = database.getConnection()) {
            Map<String, @Nullable Object> values = EventSearch.values(connection, query);
            values.put("lastTimeline", last.timeline());
            values.put("lastOfTimeline", last.sequence());
            values.put("limit", PAGE_SIZE);
            try (PreparedStatement statement = PAGE.prepare(connection, values);
                    ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    String cloudEvent = Change.content(rows.getString("attributes"), rows.getString("data"));
                    page.add(new Message(rows.getString("timeline"), rows.getLong("sequence"), cloudEvent));
                }
            }
        }
        return page;
    }
}
