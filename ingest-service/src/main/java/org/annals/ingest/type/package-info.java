/** What is known of types of events: the built-in vocabulary, and what publishers register in annals.event-types. */
@NullMarked
package org.annals.ingest.type;

import org.jspecify.annotations.NullMarked;
