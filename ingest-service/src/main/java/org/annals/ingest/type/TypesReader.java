// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.type;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.annals.ingest.data.Rules;
import org.annals.ingest.json.JsonReader;
import org.annals.ingest.publishing.Epoch;
import org.annals.ingest.publishing.EpochGate;
import org.annals.ingest.publishing.EventPublisher;
import org.annals.ingest.type.EventTypes.Known;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Reads annals.event-types from its start, and goes on as long as the process lives. Each replica reads all of it, so
 * there is no group and no offset is kept. It has the types, and the epoch of annals.events.
 */
@Singleton
@Readiness
class TypesReader implements HealthCheck {

    static final String TOPIC = EventPublisher.TYPES_TOPIC;

    private static final Logger LOG = Logger.getLogger(TypesReader.class);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration END_LIMIT = Duration.ofSeconds(5);
    private static final Duration RETRY_DELAY = Duration.ofMillis(500);
    private static final Duration START_LIMIT = Duration.ofSeconds(5);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(2);

    private final EventTypes types;
    private final EpochGate gate;

    /** As deep as requests may be: to look at a schema that is nested deeper needs more stack than a thread has. */
    private final ObjectMapper mapper = new ObjectMapper(JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(JsonReader.MAX_DEPTH)
                    .build())
            .build());

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Thread thread = new Thread(this::run, "event-types");
    private boolean failing;
    private volatile boolean stopping;

    TypesReader(@Identifier("default-kafka-broker") Map<String, Object> connection, EventTypes types, EpochGate gate) {
        this.types = types;
        this.gate = gate;
        Map<String, Object> settings = new HashMap<>(connection);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        // Its creation is the operator's: one made by asking for it would not be compacted.
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** The service calls itself started when the types are read; without a broker it goes on trying. */
    void start(@Observes StartupEvent event) throws InterruptedException {
        thread.setDaemon(true);
        thread.start();
        types.awaitComplete(START_LIMIT);
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        stopping = true;
        consumer.wakeup();
        thread.join(STOP_LIMIT.toMillis());
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("event-types")
                .status(types.isComplete())
                .withData("topic", TOPIC)
                .build();
    }

    private void run() {
        try (consumer) {
            while (!stopping) {
                pass();
            }
        } catch (WakeupException | InterruptException e) {
            LOG.debug("Reader of event types woken to stop");
        }
    }

    /** An outage makes it wait; what was read stays known meanwhile. */
    private void pass() {
        try {
            if (consumer.assignment().isEmpty() && !assign()) {
                pause();
                return;
            }
            consumer.poll(types.isComplete() ? POLL : RETRY_DELAY).forEach(this::apply);
            long asked = System.nanoTime();
            if (isAtEnd()) {
                gate.renew(asked);
                complete();
            }
            failing = false;
        } catch (WakeupException | InterruptException e) {
            throw e;
        } catch (RuntimeException e) {
            if (!failing) {
                LOG.warnf("Event types not read, trying again [reason=%s]", e.getMessage());
            }
            failing = true;
            pause();
        }
    }

    private void complete() {
        if (!types.isComplete()) {
            types.completed();
            LOG.infof("Event types read [registered=%d]", types.registered());
        }
    }

    private boolean assign() {
        List<TopicPartition> partitions = consumer.partitionsFor(TOPIC).stream()
                .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        if (partitions.isEmpty()) {
            LOG.warnf("Topic is missing [topic=%s]", TOPIC);
        }
        return !partitions.isEmpty();
    }

    private boolean isAtEnd() {
        return consumer.endOffsets(consumer.assignment(), END_LIMIT).entrySet().stream()
                .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }

    /** Whatever is wrong with a record, the ones after it are read; its type stays as it was known before. */
    private void apply(ConsumerRecord<byte[], byte[]> message) {
        String type = text(message.key());
        if (type.equals(Epoch.KEY)) {
            readEpoch(message);
            return;
        }
        if (Rules.type(type) != null) {
            LOG.errorf("Key is no event type [offset=%d]", message.offset());
            return;
        }
        Header id = message.headers().lastHeader("ce_id");
        try {
            Known registered =
                    message.value() == null ? null : Registration.known(type, mapper.readTree(message.value()), false);
            types.apply(id == null ? "" : text(id.value()), type, registered);
        } catch (IOException | RuntimeException e) {
            LOG.errorf(e, "Event type can't be read [type=%s, offset=%d]", type, message.offset());
        }
    }

    private void readEpoch(ConsumerRecord<byte[], byte[]> message) {
        try {
            gate.read(Epoch.of(mapper.readTree(message.value())));
        } catch (IOException | RuntimeException e) {
            LOG.errorf(e, "Epoch can't be read, the one before goes on [offset=%d]", message.offset());
        }
    }

    private static String text(byte @Nullable [] bytes) {
        return bytes == null ? "" : new String(bytes, StandardCharsets.UTF_8);
    }

    private void pause() {
        try {
            Thread.sleep(RETRY_DELAY.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptException(e);
        }
    }
}
