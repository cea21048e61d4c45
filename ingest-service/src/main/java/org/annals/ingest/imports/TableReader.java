// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.imports;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Function;
import org.annals.ingest.imports.Format.ReadOptions;
import org.annals.ingest.imports.Table.Row;
import org.annals.ingest.problem.ProblemException;
import org.jspecify.annotations.Nullable;

/** Reads tables, of files and of spreadsheets, by their layouts. */
final class TableReader {

    /** Opens a table at its beginning, each time that it is read. */
    interface Opener {

        RowReader open() throws IOException;
    }

    private TableReader() {}

    /** Returns the items of a file of this layout. */
    static Items read(UploadedFile file, ReadOptions options, TableLayout layout) {
        file.text();
        return read(() -> new CsvRowReader(file.reader()), options, layout);
    }

    /** Returns the items of a table of this layout; null where its columns are to tell the layout. */
    static Items read(Opener opener, ReadOptions options, @Nullable TableLayout asked) {
        try (Table table = Table.open(opener.open())) {
            TableLayout layout = layout(table, options, asked);
            ColumnMapping mapping = layout == TableLayout.OWN ? ColumnMapping.of(table, options) : null;
            Function<Row, Item> reader = switch (layout) {
                case ANNALS -> ExportedRow::item;
                case TIMELINEJS -> TimelineJsFile::item;
                case TIMESKETCH -> TimesketchFile::item;
                case REDLINE -> TimesketchFile::redlineItem;
                case L2T -> TimesketchFile::l2tItem;
                case TLN -> TimesketchFile::tlnItem;
                case OWN -> mapping == null ? Row::item : mapping::item;
            };
            List<String> notes = table.notes();
            if (mapping != null) {
                notes.addAll(mapping.notes());
            }
            return new Items(
                    layout.source(),
                    layout.eventType(),
                    () -> new RowItems(opener, reader),
                    mapping == null ? null : mapping.shown(),
                    notes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static TableLayout layout(Table table, ReadOptions options, @Nullable TableLayout asked) {
        if (!options.mapping().isEmpty()) {
            return TableLayout.OWN;
        }
        if (asked == null) {
            return TableLayout.of(table.columns());
        }
        for (String name : asked.columns()) {
            if (!table.columns().contains(name)) {
                throw ProblemException.badRequest(
                        "unreadable-file",
                        "The table has no column " + name + "; it has " + ColumnMapping.listed(table.names()) + ".");
            }
        }
        return asked;
    }

    /** Items of the rows of a table, which is closed after the last. */
    private static final class RowItems implements Iterator<Item>, Closeable {

        private final Table table;
        private final Function<Row, Item> reader;
        private @Nullable Row next;

        RowItems(Opener opener, Function<Row, Item> reader) {
            this.reader = reader;
            try {
                this.table = Table.open(opener.open());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            this.next = table.next();
        }

        @Override
        public boolean hasNext() {
            return next != null;
        }

        @Override
        public Item next() {
            Row row = next;
            if (row == null) {
                throw new NoSuchElementException();
            }
            next = table.next();
            return reader.apply(row);
        }

        @Override
        public void close() throws IOException {
            table.close();
        }
    }
}
