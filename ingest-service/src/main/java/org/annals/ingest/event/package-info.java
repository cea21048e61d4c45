/** Events as publishers post them: CloudEvents, checked whole and answered when Kafka has them. */
@NullMarked
package org.annals.ingest.event;

import org.jspecify.annotations.NullMarked;
