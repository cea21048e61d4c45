/** Descriptions of timelines, published on the same topic as the events. */
@NullMarked
package org.annals.ingest.timeline;

import org.jspecify.annotations.NullMarked;
