// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.annals.timeline.access.Viewer;
import org.annals.timeline.access.Viewers;
import org.annals.timeline.database.Sql;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Reads events in bulk, with what their importers published. */
@ApplicationScoped
class ImportedEventStore {

    /** Id of an event, and whether it was withdrawn. */
    record EventKey(UUID eventId, boolean retracted) {}

    /**
     * An event as an importer knows it.
     *
     * @param revision at which it stands
     * @param type of the last revision that its importer published; absent where there is none
     * @param time of that revision's message; absent where it had none
     * @param data of that revision
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ImportedEvent(
            UUID eventId,
            String id,
            int revision,
            boolean retracted,
            @Nullable String type,
            @Nullable String time,

            @Schema(type = SchemaType.OBJECT) @JsonRawValue @Nullable
            String data) {}

    private static final Sql KEYS = new Sql("""
            SELECT e.event_id, e.retracted FROM event e
            WHERE e.timeline = :timeline AND e.superseded = 'infinity' AND e.event_id > :after
              AND (:source::text IS NULL OR e.source = :source) AND %s
            ORDER BY e.event_id
            LIMIT :limit
            """.formatted(Viewer.sees("e")));

    /** The last revision that is no retraction and whose message is named after the event. */
    private static final Sql LOOKUP = new Sql("""
            SELECT e.event_id, e.id, e.revision, e.retracted, c.type, c.attributes ->> 'time', c.data
            FROM event e
            LEFT JOIN LATERAL (
                SELECT own.type, own.attributes, own.data FROM change own
                WHERE own.event_id = e.event_id AND own.kind <> 'retraction'
                  AND (own.attributes ->> 'id' = e.id
                       OR starts_with(own.attributes ->> 'id', e.id || ';revision='))
                ORDER BY own.revision DESC
                LIMIT 1
            ) c ON true
            WHERE e.event_id = ANY (:eventIds) AND e.superseded = 'infinity' AND e.timeline = :timeline AND %s
            """.formatted(Viewer.sees("e")));

    private final DataSource database;
    private final Viewers viewers;

    ImportedEventStore(DataSource database, Viewers viewers) {
        this.database = database;
        this.viewers = viewers;
    }

    /**
     * Returns the ids of events of a timeline, in their order.
     *
     * @param source of the events; null for all
     * @param after the id that they follow
     */
    List<EventKey> keys(String timeline, @Nullable String source, UUID after, int limit) throws SQLException {
        Map<String, @Nullable Object> values = new HashMap<>();
        viewers.current().bind(values);
        values.put("timeline", timeline);
        values.put("source", source);
        values.put("after", after);
        values.put("limit", limit);
        List<EventKey> keys = new ArrayList<>();
        try (Connection connection = database.getConnection();
                PreparedStatement statement = KEYS.prepare(connection, values);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                keys.add(new EventKey(rows.getObject(1, UUID.class), rows.getBoolean(2)));
            }
        }
        return keys;
    }

    /** Returns those of the events that the timeline has, in no order. */
    List<ImportedEvent> find(String timeline, Collection<UUID> eventIds) throws SQLException {
        Map<String, @Nullable Object> values = new HashMap<>();
        viewers.current().bind(values);
        values.put("timeline", timeline);
        List<ImportedEvent> events = new ArrayList<>();
        try (Connection connection = database.getConnection()) {
            values.put("eventIds", connection.createArrayOf("uuid", eventIds.toArray()));
            try (PreparedStatement statement = LOOKUP.prepare(connection, values);
                    ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    events.add(new ImportedEvent(
                            rows.getObject(1, UUID.class),
                            rows.getString(2),
                            rows.getInt(3),
                            rows.getBoolean(4),
                            rows.getString(5),
                            rows.getString(6),
                            rows.getString(7)));
                }
            }
        }
        return events;
    }
}
