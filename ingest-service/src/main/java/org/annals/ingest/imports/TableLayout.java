// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.imports;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.annals.ingest.problem.ProblemException;

/** Layouts of tables, told by the names of their columns. */
// All that its constants have is fixed when they are made.
@SuppressWarnings("ImmutableEnumChecker")
enum TableLayout {
    ANNALS(
            "/imports/annals",
            "event.occurred",
            Set.of("eventid", "occurred", "title", "type", "source", "id", "retracted", "data")),
    TIMELINEJS("/imports/timelinejs", "event.occurred", Set.of("headline", "year")),
    TIMESKETCH("/imports/timesketch", "trace.recorded", Set.of("message", "timestamp_desc")),
    L2T("/imports/timesketch", "trace.recorded", Set.of("date", "time", "timezone", "macb", "sourcetype", "desc")),
    TLN("/imports/timesketch", "trace.recorded", Set.of("time", "source", "host", "user", "description")),
    REDLINE("/imports/timesketch", "trace.recorded", Set.of("alert", "tag", "timestamp", "field", "summary")),
    /** Any other, whose columns are mapped. */
    OWN("/imports/table", "event.occurred", Set.of());

    private final String source;
    private final String eventType;
    private final Set<String> columns;

    TableLayout(String source, String eventType, Set<String> columns) {
        this.source = source;
        this.eventType = eventType;
        this.columns = columns;
    }

    String source() {
        return source;
    }

    String eventType() {
        return eventType;
    }

    /** Returns the columns without which a table is not of this layout. */
    Set<String> columns() {
        return columns;
    }

    /** Returns the layout with these columns, in any case. */
    static TableLayout of(Collection<String> names) {
        List<String> lower = names.stream()
                .map(name -> name.strip().toLowerCase(Locale.ROOT))
                .toList();
        for (TableLayout layout : values()) {
            // The layouts of few and common names have no other columns but those of one more program.
            if (layout != OWN && lower.containsAll(layout.columns) && (layout != TLN || lower.size() <= TLN_COLUMNS)) {
                return layout;
            }
        }
        return OWN;
    }

    private static final int TLN_COLUMNS = 7;

    /** Returns the layout of the table that a file begins with. */
    static TableLayout of(FileHead head) {
        try (Table table = Table.open(new CsvRowReader(new StringReader(head.text())))) {
            return of(table.columns());
        } catch (ProblemException e) {
            return OWN;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
