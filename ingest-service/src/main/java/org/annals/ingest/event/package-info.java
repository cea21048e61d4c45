/** The front door for what happened: CloudEvents, checked and accepted when Kafka has them. */
@NullMarked
package org.annals.ingest.event;

import org.jspecify.annotations.NullMarked;
