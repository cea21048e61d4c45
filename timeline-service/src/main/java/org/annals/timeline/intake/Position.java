package org.annals.timeline.intake;

import java.time.Instant;
import org.annals.timeline.rejection.Rejection;

/** Where a message is in annals.events, and when the broker appended it: its recorded time. */
record Position(int partition, long offset, Instant recorded) {

    Rejection.Key key() {
        return new Rejection.Key(partition, offset);
    }
}
