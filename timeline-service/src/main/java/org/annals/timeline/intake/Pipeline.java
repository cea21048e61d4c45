// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.intake;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.annals.timeline.change.ChangePublisher;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Takes records from the topic to the database and to the next topic, in lanes of some partitions each, part by part:
 * while the database stores one part, the next is read and the one before is published. Within a lane each step takes
 * the parts in their order; a timeline is in one partition, and so in one lane.
 */
@ApplicationScoped
class Pipeline {

    private static final Logger LOG = Logger.getLogger(Pipeline.class);

    /** The database stores for each lane on a processor of its own; more would wait for the locks of one another's index pages. */
    private static final int LANES = 2;

    private final Intake intake;
    private final ChangePublisher publisher;
    private final Clock clock;
    private final int partSize;
    private final ExecutorService reading = Executors.newSingleThreadExecutor(Pipeline::thread);
    private final ExecutorService storing = Executors.newFixedThreadPool(LANES - 1, Pipeline::thread);
    private final ExecutorService publishing = Executors.newSingleThreadExecutor(Pipeline::thread);

    Pipeline(Intake intake, ChangePublisher publisher, Clock clock, IntakeConfig config) {
        this.intake = intake;
        this.publisher = publisher;
        this.clock = clock;
        this.partSize = config.batchSize();
    }

    @PreDestroy
    void close() {
        reading.shutdownNow();
        storing.shutdownNow();
        publishing.shutdownNow();
    }

    /**
     * Returns once all is stored. Where it fails, some may be: all can be passed again.
     *
     * @param fetchedFrom for each partition, the offset from which on nothing was left out
     * @param before what is still being published; null where that is all, or is passed again
     */
    Publication pass(
            List<ConsumerRecord<byte[], byte[]>> records, Map<Integer, Long> fetchedFrom, @Nullable Publication before)
            throws InterruptedException {
        Publication publication = new Publication(publisher, publishing, clock.instant(), before);
        List<Lane> lanes = Lane.of(records, fetchedFrom, LANES);
        List<List<Future<List<Message>>>> parts = read(lanes);
        List<Future<Boolean>> others = new ArrayList<>();
        for (int i = 1; i < lanes.size(); i++) {
            Lane lane = lanes.get(i);
            List<Future<List<Message>>> messages = parts.get(i);
            others.add(storing.submit(() -> store(lane, messages, publication)));
        }
        try {
            store(lanes.get(0), parts.get(0), publication);
        } finally {
            awaitEnd(others);
        }
        for (Future<Boolean> lane : others) {
            Publication.done(lane);
        }
        return publication;
    }

    /** What is passed again must not meet what is still being stored. */
    private static void awaitEnd(List<Future<Boolean>> lanes) throws InterruptedException {
        for (Future<Boolean> lane : lanes) {
            try {
                lane.get();
            } catch (ExecutionException e) {
                LOG.debugf("A lane has failed, which is told when all have ended [reason=%s]", e.getCause());
            }
        }
    }

    /** The first parts first: all lanes begin at once. */
    private List<List<Future<List<Message>>>> read(List<Lane> lanes) {
        List<List<Future<List<Message>>>> parts = new ArrayList<>();
        lanes.forEach(lane -> parts.add(new ArrayList<>()));
        boolean more = true;
        for (int start = 0; more; start += partSize) {
            more = false;
            for (int i = 0; i < lanes.size(); i++) {
                var part = lanes.get(i).part(start, partSize);
                if (!part.isEmpty()) {
                    more = true;
                    parts.get(i)
                            .add(reading.submit(
                                    () -> part.stream().map(MessageReader::read).toList()));
                }
            }
        }
        return parts;
    }

    private boolean store(Lane lane, List<Future<List<Message>>> parts, Publication publication)
            throws InterruptedException {
        for (Future<List<Message>> part : parts) {
            publication.add(intake.store(Publication.done(part), lane.fetchedFrom()));
        }
        return true;
    }

    private static Thread thread(Runnable steps) {
        Thread thread = new Thread(steps, "intake-pipeline");
        thread.setDaemon(true);
        return thread;
    }
}
