package org.annals.ingest.imports;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is in a file.
 *
 * @param source that the file names for itself; null where it names none
 */
record Items(@Nullable String source, List<Item> items) {}
