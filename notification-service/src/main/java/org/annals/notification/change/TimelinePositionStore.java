// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.change;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.PreparedStatement;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.annals.notification.sql.Columns;
import org.hibernate.Session;

@ApplicationScoped
class TimelinePositionStore implements PanacheRepositoryBase<TimelinePositionRow, String> {

    /** Never back: a consumer that has lost its partition without knowing it may still write. */
    private static final String ADVANCE = """
            INSERT INTO timeline_position (timeline, sequence)
            SELECT p.timeline, p.sequence FROM unnest(?, ?) AS p (timeline, sequence) ORDER BY p.timeline
            ON CONFLICT (timeline) DO UPDATE SET sequence = greatest(timeline_position.sequence, excluded.sequence)
            """;

    @Transactional
    Map<String, Long> of(Collection<String> timelines) {
        return list("timeline IN ?1", timelines).stream()
                .collect(Collectors.toMap(row -> row.timeline, row -> row.sequence));
    }

    void advance(Map<String, Long> positions) {
        if (positions.isEmpty()) {
            return;
        }
        List<Map.Entry<String, Long>> rows = List.copyOf(positions.entrySet());
        getEntityManager().unwrap(Session.class).doWork(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(ADVANCE)) {
                Columns columns = new Columns(connection, statement);
                columns.add("text", rows, Map.Entry::getKey);
                columns.add("bigint", rows, Map.Entry::getValue);
                statement.executeUpdate();
            }
        });
    }
}
