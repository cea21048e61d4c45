/** The way to Kafka: one producer, confirmed by the broker, and whether the broker is there. */
@NullMarked
package org.annals.ingest.publishing;

import org.jspecify.annotations.NullMarked;
