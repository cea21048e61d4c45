package org.annals.timeline.intake;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.annals.timeline.change.Change;
import org.annals.timeline.change.ChangePublisher;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Takes records from the topic to the database and to the next topic, part by part: while the database stores one part,
 * the next is read and the one before is published. Each step takes the parts in their order.
 */
@ApplicationScoped
class Pipeline {

    private final Intake intake;
    private final ChangePublisher publisher;
    private final Clock clock;
    private final int partSize;
    private final ExecutorService reading = Executors.newSingleThreadExecutor(Pipeline::thread);
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
        publishing.shutdownNow();
    }

    /**
     * Returns once all is stored and all changes are published. Where it fails, some may be: all can be passed again.
     *
     * @param fetchedFrom for each partition, the offset from which on nothing was left out
     */
    void pass(List<ConsumerRecord<byte[], byte[]>> records, Map<Integer, Long> fetchedFrom)
            throws InterruptedException {
        Instant read = clock.instant();
        List<Future<List<Message>>> parts = new ArrayList<>();
        for (int start = 0; start < records.size(); start += partSize) {
            var part = records.subList(start, Math.min(start + partSize, records.size()));
            parts.add(
                    reading.submit(() -> part.stream().map(MessageReader::read).toList()));
        }
        List<Future<Boolean>> published = new ArrayList<>();
        for (Future<List<Message>> part : parts) {
            List<Change> changes = intake.store(done(part), fetchedFrom);
            published.add(publishing.submit(publication(changes, read)));
        }
        for (Future<Boolean> publication : published) {
            done(publication);
        }
    }

    private Callable<Boolean> publication(List<Change> changes, Instant read) {
        return () -> {
            publisher.publish(changes, read);
            return true;
        };
    }

    private static <T> T done(Future<T> step) throws InterruptedException {
        try {
            return step.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException("A part was not passed on", e.getCause());
        }
    }

    private static Thread thread(Runnable steps) {
        Thread thread = new Thread(steps, "intake-pipeline");
        thread.setDaemon(true);
        return thread;
    }
}
