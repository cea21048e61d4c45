// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.imports;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.annals.ingest.imports.RowReader.RawRow;
import org.jspecify.annotations.Nullable;

/** Table with the names of its columns in a heading, which need not be its first row. */
final class Table implements Closeable {

    /** Rows that are looked through for the heading. */
    private static final int MAX_BEFORE = 20;

    /**
     * Row below the heading.
     *
     * @param where it is in its file
     * @param cells by the names of their columns in lower case; without those that are empty
     * @param isTooLong whether it has more cells than the heading
     */
    record Row(String where, Map<String, String> cells, boolean isTooLong) {

        String cell(String column) {
            return cells.getOrDefault(column, "");
        }

        Item item() {
            Item item = new Item(where);
            return isTooLong ? item.refuse("has more cells than the heading has columns") : item;
        }
    }

    private final RowReader rows;
    private final Iterator<RawRow> first;
    private final List<String> columns;
    private final List<String> names;
    private final @Nullable String headingNote;

    private Table(RowReader rows, Iterator<RawRow> first, List<String> headings, @Nullable String headingNote) {
        this.rows = rows;
        this.first = first;
        this.names = List.copyOf(headings);
        this.columns = unique(headings);
        this.headingNote = headingNote;
    }

    /** Reads to the heading: the row with the columns of a known layout, else the first with several columns. */
    static Table open(RowReader rows) {
        List<RawRow> before = new ArrayList<>();
        int heading = -1;
        int best = 0;
        for (RawRow row = rows.next(); row != null; row = rows.next()) {
            if (row.isBlank()) {
                continue;
            }
            before.add(row);
            int score = isComment(row) ? 0 : score(row);
            if (score > best) {
                best = score;
                heading = before.size() - 1;
            }
            if (best >= KNOWN || before.size() >= MAX_BEFORE) {
                break;
            }
        }
        if (heading < 0) {
            return new Table(rows, before.iterator(), List.of(), null);
        }
        return new Table(
                rows,
                before.subList(heading + 1, before.size()).iterator(),
                before.get(heading).cells(),
                heading == 0
                        ? null
                        : "The heading is on " + before.get(heading).where() + "; rows before it were left out.");
    }

    private static final int KNOWN = 1000;

    /** A heading of a known layout is certain; else more names that can be mapped are better, else any columns. */
    private static int score(RawRow row) {
        List<String> columns = unique(row.cells());
        if (TableLayout.of(columns) != TableLayout.OWN) {
            return KNOWN;
        }
        int known = ColumnMapping.guessed(columns).size();
        boolean hasColumns =
                row.cells().stream().filter(cell -> !cell.isEmpty()).count() > 1;
        return known > 0 ? 2 * known : hasColumns ? 1 : 0;
    }

    private static boolean isComment(RawRow row) {
        return row.cells().get(0).startsWith("#") && row.cells().get(0).length() > 1;
    }

    /** In lower case; a name that occurs again gets its number. */
    private static List<String> unique(List<String> headings) {
        Set<String> columns = new LinkedHashSet<>();
        for (String heading : headings) {
            String name = heading.strip().toLowerCase(Locale.ROOT).replaceAll("\\s+", " ");
            String candidate = name;
            for (int number = 2; !columns.add(candidate); number++) {
                candidate = name + " " + number;
            }
        }
        return List.copyOf(columns);
    }

    /** Returns the names of the columns in lower case, each once. */
    List<String> columns() {
        return columns;
    }

    /** Returns the names of the columns as they are written, without those that are empty. */
    List<String> names() {
        return names.stream().filter(name -> !name.isEmpty()).toList();
    }

    /** Returns the name of a column as it is written. */
    String name(String column) {
        return names.get(columns.indexOf(column));
    }

    List<String> notes() {
        List<String> notes = new ArrayList<>(rows.notes());
        if (headingNote != null) {
            notes.add(headingNote);
        }
        return notes;
    }

    /** Returns the next row with any content; null after the last. */
    @Nullable
    Row next() {
        while (true) {
            RawRow row = first.hasNext() ? first.next() : rows.next();
            if (row == null) {
                return null;
            }
            if (!row.isBlank()) {
                return row(row);
            }
        }
    }

    private Row row(RawRow row) {
        Map<String, String> cells = new LinkedHashMap<>();
        boolean isTooLong = false;
        for (int i = 0; i < row.cells().size(); i++) {
            String cell = row.cells().get(i);
            if (!cell.isEmpty() && i < columns.size() && !columns.get(i).isEmpty()) {
                cells.put(columns.get(i), cell);
            } else if (!cell.isEmpty()) {
                isTooLong = true;
            }
        }
        return new Row(row.where(), cells, isTooLong);
    }

    @Override
    public void close() throws IOException {
        rows.close();
    }
}
