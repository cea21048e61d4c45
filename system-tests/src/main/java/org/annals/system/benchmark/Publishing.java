package org.annals.system.benchmark;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;

/** Fills Annals with events through its front door. */
final class Publishing {

    private static final int BATCH = 200;
    private static final int CONNECTIONS = 2;
    private static final Duration LIMIT = Duration.ofMinutes(5);

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

    private byte[] request(byte[] batch) {
        return Http.post(ingest, "/v1/events", "application/cloudevents-batch+json", batch);
    }
}
