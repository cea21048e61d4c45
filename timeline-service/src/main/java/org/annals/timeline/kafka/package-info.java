/** The connection to Kafka: one producer and one consumer per process. */
@NullMarked
package org.annals.timeline.kafka;

import org.jspecify.annotations.NullMarked;
