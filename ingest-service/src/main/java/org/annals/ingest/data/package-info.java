/** What the data of an event may hold, and what is said about data that breaks the rules. */
@NullMarked
package org.annals.ingest.data;

import org.jspecify.annotations.NullMarked;
