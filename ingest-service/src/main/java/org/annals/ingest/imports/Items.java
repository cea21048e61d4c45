// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.imports;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Content of a file.
 *
 * @param source that the file names for itself; null where it names none
 * @param eventType of its events, where the file tells it; else null
 * @param items in their order; may be read from the file again each time that they are iterated
 * @param mapping of the fields of events to the columns of the file; null where it has none to choose from
 * @param notes about the file as a whole
 */
record Items(
        @Nullable String source,
        @Nullable String eventType,
        Iterable<Item> items,
        @Nullable Map<String, String> mapping,
        List<String> notes) {

    Items(@Nullable String source, List<Item> items) {
        this(source, null, items, null, List.of());
    }
}
