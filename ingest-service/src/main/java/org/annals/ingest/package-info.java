/** The front door: what comes in is checked, and answered when Kafka has it. */
@NullMarked
package org.annals.ingest;

import org.jspecify.annotations.NullMarked;
