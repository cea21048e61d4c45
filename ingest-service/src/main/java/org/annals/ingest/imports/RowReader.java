// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.imports;

import java.io.Closeable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reader of the rows of a table, one after the other. */
interface RowReader extends Closeable {

    /**
     * Cells of a row.
     *
     * @param where the row is in its file, by which a person finds it
     * @param cells without white space around them; dates in ISO 8601
     */
    record RawRow(String where, List<String> cells) {

        boolean isBlank() {
            return cells.stream().allMatch(String::isEmpty);
        }
    }

    /** Returns the next row; null after the last. */
    @Nullable
    RawRow next();

    /** Returns remarks on what is read, such as the sheet of a workbook. */
    default List<String> notes() {
        return List.of();
    }
}
