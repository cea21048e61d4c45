// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.rejection;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.annals.timeline.access.PublisherScope;
import org.annals.timeline.access.Viewer;
import org.annals.timeline.access.Viewers;
import org.annals.timeline.database.Columns;
import org.annals.timeline.database.Sql;
import org.jspecify.annotations.Nullable;

/** The table of rejected messages. */
@ApplicationScoped
public class RejectionStore implements PanacheRepositoryBase<Rejection, Rejection.Key> {

    private static final String APPEND = """
            INSERT INTO rejection (source_partition, source_offset, recorded, code, detail, timeline, source, id, original)
            SELECT source_partition, source_offset, recorded, code, detail, timeline, source, id, original::json
            FROM unnest(?, ?, ?, ?, ?, ?, ?, ?, ?)
              AS new (source_partition, source_offset, recorded, code, detail, timeline, source, id, original)
            ON CONFLICT DO NOTHING
            """;

    /** Of a message that could not be read nobody knows whose it is: it is for those who see all. */
    private static final Sql PAGE = new Sql("""
            SELECT r.source_partition, r.source_offset, r.recorded, r.code, r.detail, r.timeline, r.source, r.id, r.original
            FROM rejection r
            WHERE (r.recorded, r.source_partition, r.source_offset) < (:recorded, :partition, :offset)
              AND (:seesAll OR r.timeline IS NOT NULL) AND %s AND %s
            ORDER BY r.recorded DESC, r.source_partition DESC, r.source_offset DESC
            LIMIT :limit
            """.formatted(Viewer.sees("r"), PublisherScope.covers("r")));

    private final DataSource database;
    private final Viewers viewers;

    RejectionStore(DataSource database, Viewers viewers) {
        this.database = database;
        this.viewers = viewers;
    }

    /** Appends a batch in one statement. */
    public void append(Connection connection, List<Rejection> rejections) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(APPEND)) {
            new Columns<>(connection, statement, rejections)
                    .bind("int4", rejection -> rejection.sourcePartition)
                    .bind("int8", rejection -> rejection.sourceOffset)
                    .bindTimes(rejection -> rejection.recorded)
                    .bind("text", rejection -> rejection.code)
                    .bind("text", rejection -> rejection.detail)
                    .bind("text", rejection -> rejection.timeline)
                    .bind("text", rejection -> rejection.source)
                    .bind("text", rejection -> rejection.id)
                    .bind("text", rejection -> rejection.original);
            statement.executeUpdate();
        }
    }

    /** The latest first, from before the given place on: of timelines that whoever asks may see, and of what they may publish. */
    List<Rejection> page(Instant recorded, int partition, long offset, int limit) throws SQLException {
        Map<String, @Nullable Object> values = new HashMap<>();
        viewers.current().bind(values);
        viewers.publisherScope().bind(values);
        values.put("recorded", recorded.atOffset(ZoneOffset.UTC));
        values.put("partition", partition);
        values.put("offset", offset);
        values.put("limit", limit);
        List<Rejection> page = new ArrayList<>();
        try (Connection connection = database.getConnection();
                PreparedStatement statement = PAGE.prepare(connection, values);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                page.add(new Rejection(
                        new Rejection.Key(rows.getInt(1), rows.getLong(2)),
                        rows.getObject(3, OffsetDateTime.class).toInstant(),
                        rows.getString(4),
                        rows.getString(5),
                        rows.getString(6),
                        rows.getString(7),
                        rows.getString(8),
                        rows.getString(9)));
            }
        }
        return page;
    }
}
