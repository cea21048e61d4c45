// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.change;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jboss.logging.Logger;

/**
 * Follows the end of annals.changes, so that each replica learns of what any of them stored. In no consumer group: every
 * replica reads every partition. While nobody waits for changes it does not read.
 */
@ApplicationScoped
class ChangeTail {

    private static final Logger LOG = Logger.getLogger(ChangeTail.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration RETRY_DELAY = Duration.ofSeconds(1);
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(1);
    private static final int STOP_LIMIT_MS = 2_000;

    private final Arrivals arrivals;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Thread thread = new Thread(this::run, "change-tail");
    private boolean quiet = true;
    private boolean failing;
    private volatile boolean stopping;

    ChangeTail(@Identifier("default-kafka-broker") Map<String, Object> connection, Arrivals arrivals) {
        this.arrivals = arrivals;
        Map<String, Object> settings = new HashMap<>(connection);
        settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest");
        // A partition that is added is found within this time.
        settings.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, 10_000);
        consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    void start(@Observes StartupEvent event) {
        thread.setDaemon(true);
        thread.start();
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        stopping = true;
        thread.interrupt();
        thread.join(STOP_LIMIT_MS);
    }

    private void run() {
        try {
            while (!stopping) {
                pass();
            }
        } catch (InterruptedException | InterruptException e) {
            LOG.debug("Tail interrupted to stop");
        } finally {
            consumer.close(CloseOptions.timeout(CLOSE_LIMIT));
        }
    }

    private void pass() throws InterruptedException {
        try {
            if (quiet && !arrivals.hasListeners()) {
                consumer.unsubscribe();
                arrivals.awaitListener();
            }
            followNewPartitions();
            ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
            quiet = records.isEmpty();
            if (!quiet) {
                arrivals.arrived(timelines(records));
            }
            failing = false;
        } catch (InterruptException e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.warnf(failing ? null : e, "annals.changes not read, trying again [reason=%s]", e.getMessage());
            failing = true;
            // What may have been missed is made up for when the ends are followed anew.
            consumer.unsubscribe();
            Thread.sleep(RETRY_DELAY.toMillis());
        }
    }

    /** From their ends on: what was stored before, whoever waits reads from the database once they are reached. */
    private void followNewPartitions() {
        List<TopicPartition> partitions = consumer.partitionsFor(ChangePublisher.TOPIC).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        Set<TopicPartition> added = new HashSet<>(partitions);
        added.removeAll(consumer.assignment());
        if (added.isEmpty()) {
            return;
        }
        consumer.assign(partitions);
        consumer.seekToEnd(added);
        added.forEach(consumer::position);
        arrivals.arrived();
    }

    private static Set<String> timelines(ConsumerRecords<byte[], byte[]> records) {
        Set<String> timelines = new HashSet<>();
        for (ConsumerRecord<byte[], byte[]> change : records) {
            // A record that this service did not write tells of nothing.
            if (change.key() != null) {
                timelines.add(new String(change.key(), StandardCharsets.UTF_8));
            }
        }
        return timelines;
    }
}
