package org.annals.timeline.rejection;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.annals.timeline.database.Columns;

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

    /** The latest first, from before the given place on. */
    List<Rejection> page(Instant recorded, int partition, long offset, int limit) {
        return find("""
                        (recorded, sourcePartition, sourceOffset) < (?1, ?2, ?3)
                        order by recorded desc, sourcePartition desc, sourceOffset desc
                        """, recorded, partition, offset).page(0, limit).list();
    }
}
