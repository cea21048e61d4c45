// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.imports;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Function;
import org.annals.ingest.imports.Format.ReadOptions;

/** Reads the sheet of a spreadsheet that is a table of one of the known layouts, or can be mapped. */
final class SpreadsheetReader {

    private SpreadsheetReader() {}

    /** Returns the items of a workbook of Excel. */
    static Items readXlsx(UploadedFile file, ReadOptions options) {
        return read(file, options, parts -> new XlsxRowReader(parts, options.sheet()));
    }

    /** Returns the items of an OpenDocument spreadsheet. */
    static Items readOds(UploadedFile file, ReadOptions options) {
        return read(file, options, parts -> new OdsRowReader(parts, options.sheet()));
    }

    private static Items read(UploadedFile file, ReadOptions options, Function<ZipParts, RowReader> reader) {
        return TableReader.read(() -> opened(file, options, reader), options, null);
    }

    private static RowReader opened(UploadedFile file, ReadOptions options, Function<ZipParts, RowReader> reader) {
        ZipParts parts = new ZipParts(file.path(), options.maxSpreadsheetBytes());
        boolean isOpen = false;
        try {
            RowReader rows = reader.apply(parts);
            isOpen = true;
            return rows;
        } finally {
            if (!isOpen) {
                close(parts);
            }
        }
    }

    private static void close(ZipParts parts) {
        try {
            parts.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
