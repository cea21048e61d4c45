/** The way to Kafka: bounded, confirmed, one producer per process. */
@NullMarked
package org.annals.ingest.publishing;

import org.jspecify.annotations.NullMarked;
