/** Imports of what newsrooms already have: feeds, calendars, tables and timelines of other programs become events. */
@NullMarked
package org.annals.ingest.imports;

import org.jspecify.annotations.NullMarked;
