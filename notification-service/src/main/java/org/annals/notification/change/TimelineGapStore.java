// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.change;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Tuple;
import jakarta.transaction.Transactional;
import java.sql.PreparedStatement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.annals.notification.sql.Columns;
import org.hibernate.Session;

/** The table of changes that wait for the one before them, a row for each timeline and partition. */
@ApplicationScoped
class TimelineGapStore {

    private static final String ADD = """
            INSERT INTO timeline_gap (timeline, partition, first_sequence, first_offset, since)
            SELECT g.timeline, g.partition, min(g.sequence), min(g.offset), ?
            FROM unnest(?, ?, ?, ?) AS g (timeline, partition, sequence, "offset")
            GROUP BY g.timeline, g.partition
            ORDER BY g.timeline, g.partition
            ON CONFLICT (timeline, partition) DO UPDATE
            SET first_sequence = least(timeline_gap.first_sequence, excluded.first_sequence),
                first_offset = least(timeline_gap.first_offset, excluded.first_offset)
            """;

    /** Timelines of which no change was ever dealt with: those before may be older than the topic, or than the database. */
    private static final String BEGIN = """
            INSERT INTO timeline_position (timeline, sequence)
            SELECT g.timeline, min(g.first_sequence) - 1 FROM timeline_gap g
            WHERE g.since <= :before AND NOT EXISTS (SELECT FROM timeline_position p WHERE p.timeline = g.timeline)
            GROUP BY g.timeline
            ORDER BY g.timeline
            ON CONFLICT DO NOTHING
            """;

    private static final String FIRST = """
            SELECT partition, min(first_offset) AS first_offset FROM timeline_gap WHERE partition IN (:partitions)
            GROUP BY partition
            """;

    private static final String CLOSED = """
            SELECT g.partition, min(g.first_offset) AS first_offset FROM timeline_gap g
            JOIN timeline_position p ON p.timeline = g.timeline AND p.sequence >= g.first_sequence - 1
            WHERE g.partition IN (:partitions)
            GROUP BY g.partition
            """;

    private static final String REMOVE_CLOSED = """
            DELETE FROM timeline_gap g USING timeline_position p
            WHERE p.timeline = g.timeline AND p.sequence >= g.first_sequence - 1
                AND g.partition = :partition AND g.first_offset >= :offset
            """;

    private static final String OLDEST = """
            SELECT g.timeline, coalesce(p.sequence, 0) + 1 AS missing, g.since, count(*) OVER () AS count
            FROM timeline_gap g LEFT JOIN timeline_position p ON p.timeline = g.timeline
            ORDER BY g.since
            LIMIT 1
            """;

    /**
     * What is missing for longest.
     *
     * @param sequence that is missing
     * @param count of all that wait
     */
    record Oldest(String timeline, long sequence, Instant since, long count) {}

    private final EntityManager entities;
    private final Clock clock;

    TimelineGapStore(EntityManager entities, Clock clock) {
        this.entities = entities;
        this.clock = clock;
    }

    /** For the caller's transaction. */
    void add(List<TimelineGap> gaps) {
        if (gaps.isEmpty()) {
            return;
        }
        entities.unwrap(Session.class).doWork(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(ADD)) {
                statement.setObject(1, clock.instant().atOffset(ZoneOffset.UTC));
                Columns columns = new Columns(connection, statement, 1);
                columns.add("text", gaps, TimelineGap::timeline);
                columns.add("int", gaps, TimelineGap::partition);
                columns.add("bigint", gaps, TimelineGap::sequence);
                columns.add("bigint", gaps, TimelineGap::offset);
                statement.executeUpdate();
            }
        });
    }

    /** Takes the first change that was seen for the beginning, of timelines that are not known and have waited so long. */
    @Transactional
    void begin(Duration patience) {
        entities.createNativeQuery(BEGIN)
                .setParameter("before", clock.instant().minus(patience).atOffset(ZoneOffset.UTC))
                .executeUpdate();
    }

    /** Returns the first offset of a change that waits, of partitions that have one. */
    @Transactional
    Map<Integer, Long> first(Collection<Integer> partitions) {
        return offsets(FIRST, partitions);
    }

    /** Returns the first offset of a change that needs to wait no more, of partitions that have one. */
    @Transactional
    Map<Integer, Long> closed(Collection<Integer> partitions) {
        return offsets(CLOSED, partitions);
    }

    /** Removes those that need to wait no more, from an offset on. */
    @Transactional
    void removeClosed(int partition, long offset) {
        entities.createNativeQuery(REMOVE_CLOSED)
                .setParameter("partition", partition)
                .setParameter("offset", offset)
                .executeUpdate();
    }

    @Transactional
    @SuppressWarnings("unchecked")
    Optional<Oldest> oldest() {
        List<Tuple> rows = entities.createNativeQuery(OLDEST, Tuple.class).getResultList();
        return rows.stream()
                .findFirst()
                .map(row -> new Oldest(
                        row.get("timeline", String.class),
                        row.get("missing", Long.class),
                        row.get("since", Instant.class),
                        row.get("count", Long.class)));
    }

    @SuppressWarnings("unchecked")
    private Map<Integer, Long> offsets(String sql, Collection<Integer> partitions) {
        List<Tuple> rows = entities.createNativeQuery(sql, Tuple.class)
                .setParameter("partitions", partitions)
                .getResultList();
        Map<Integer, Long> offsets = new HashMap<>();
        rows.forEach(row -> offsets.put(row.get("partition", Integer.class), row.get("first_offset", Long.class)));
        return offsets;
    }
}
