// SPDX-License-Identifier: Apache-2.0
package org.annals.system.benchmark;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import org.annals.system.Annals;

/** Fills Annals with events through its front door. */
final class Publishing {

    private static final int BATCH = 200;
    private static final int CONNECTIONS = 2;
    private static final Duration LIMIT = Duration.ofMinutes(5);

    /** The number of the first event of a timeline, which is none of those that are measured. */
    private static final long FIRST = 999_999_999;

    private final URI ingest;

    Publishing(URI ingest) {
        this.ingest = ingest;
    }

    /** Publishes the first so many events, a multiple of 200, as fast as they are taken. */
    void all(Events events, int count) throws IOException {
        try (Load load = new Load(ingest, CONNECTIONS)) {
            load.times(count / BATCH, number -> request(events.batch(number * BATCH, BATCH)), LIMIT)
                    .expectSuccess();
        }
    }

    /** A request with one event. */
    static byte[] one(URI ingest, byte[] event) {
        return Http.post(ingest, "/v1/events", Events.CONTENT_TYPE, event);
    }

    /** Publishes an event, and waits until the timeline that it is on can be asked for. */
    static void first(Annals annals, Events events) throws IOException {
        URI ingest = annals.address(Annals.INGEST);
        URI timeline = annals.address(Annals.TIMELINE);
        try (Load load = new Load(ingest, 1);
                Load poll = new Load(timeline, 1)) {
            load.times(1, number -> one(ingest, events.structured(FIRST)), LIMIT)
                    .expectSuccess();
            long deadline = System.nanoTime() + LIMIT.toNanos();
            String path = "/v1/timelines/" + events.timeline(FIRST);
            while (poll.times(1, number -> Http.get(timeline, path), LIMIT).failed() > 0) {
                if (System.nanoTime() > deadline) {
                    throw new LoadFailure("The first event does not become readable", null);
                }
            }
        }
    }

    private byte[] request(byte[] batch) {
        return Http.post(ingest, "/v1/events", "application/cloudevents-batch+json", batch);
    }
}
