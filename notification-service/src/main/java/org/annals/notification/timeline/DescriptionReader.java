// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.timeline;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.annals.notification.access.Login;
import org.annals.notification.timeline.Visibility.Description;
import org.annals.notification.topic.Readers;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.Header;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Reads annals.timelines from its start, and goes on as long as the process lives; where there is a login. Each replica
 * reads all of it, so there is no group and no offset is kept.
 */
@Singleton
@Readiness
class DescriptionReader implements HealthCheck {

    static final String TOPIC = "annals.timelines";

    private static final Logger LOG = Logger.getLogger(DescriptionReader.class);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration RETRY_DELAY = Duration.ofMillis(500);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(2);

    private final Map<String, Object> connection;
    private final Visibility visibility;
    private final Login login;
    private final ObjectMapper mapper = new ObjectMapper();
    private final Thread thread = new Thread(this::run, "timeline-descriptions");
    private volatile @Nullable KafkaConsumer<byte[], byte[]> consumer;
    private volatile boolean stopping;

    DescriptionReader(
            @Identifier("default-kafka-broker") Map<String, Object> connection, Visibility visibility, Login login) {
        this.connection = connection;
        this.visibility = visibility;
        this.login = login;
    }

    void start(@Observes StartupEvent event) {
        if (login.isRequired()) {
            thread.setDaemon(true);
            thread.start();
        }
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        stopping = true;
        KafkaConsumer<byte[], byte[]> reading = consumer;
        if (reading != null) {
            reading.wakeup();
            thread.join(STOP_LIMIT.toMillis());
        }
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("timeline-descriptions")
                .status(visibility.isKnown())
                .withData("topic", TOPIC)
                .build();
    }

    private void run() {
        try (KafkaConsumer<byte[], byte[]> reading =
                Readers.create(connection, ConsumerConfig.DEFAULT_MAX_POLL_RECORDS)) {
            consumer = reading;
            while (!stopping) {
                pass(reading);
            }
        } catch (WakeupException | InterruptException e) {
            LOG.debug("Reader of descriptions woken to stop");
        }
    }

    /** An outage makes it wait; what was read stays known meanwhile. */
    private void pass(KafkaConsumer<byte[], byte[]> reading) {
        try {
            if (reading.assignment().isEmpty() && !assign(reading)) {
                pause();
                return;
            }
            reading.poll(POLL).forEach(this::apply);
            if (!visibility.isKnown() && isAtEnd(reading)) {
                visibility.complete();
                LOG.infof("Descriptions of timelines read [count=%d]", visibility.count());
            }
        } catch (WakeupException | InterruptException e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.warnf("Descriptions of timelines not read, trying again [reason=%s]", e);
            pause();
        }
    }

    private static boolean assign(KafkaConsumer<byte[], byte[]> reading) {
        List<TopicPartition> partitions = reading.partitionsFor(TOPIC).stream()
                .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                .toList();
        if (partitions.isEmpty()) {
            LOG.warnf("Topic is missing [topic=%s]", TOPIC);
            return false;
        }
        reading.assign(partitions);
        reading.seekToBeginning(partitions);
        return true;
    }

    private static boolean isAtEnd(KafkaConsumer<byte[], byte[]> reading) {
        return reading.endOffsets(reading.assignment()).entrySet().stream()
                .allMatch(end -> reading.position(end.getKey()) >= end.getValue());
    }

    /** What can't be read hides its timeline: to tell somebody too little can be made good. */
    private void apply(ConsumerRecord<byte[], byte[]> message) {
        if (message.key() == null) {
            LOG.errorf(
                    "Description skipped, it says no timeline [topic=%s, partition=%d, offset=%d]",
                    message.topic(), message.partition(), message.offset());
            return;
        }
        String timeline = new String(message.key(), StandardCharsets.UTF_8);
        try {
            boolean isPublic = "public"
                    .equals(mapper.readTree(message.value()).path("visibility").asText());
            visibility.describe(
                    timeline,
                    new Description(
                            !isPublic,
                            Long.parseLong(attribute(message, "ce_sequence")),
                            Instant.parse(attribute(message, "ce_time"))));
        } catch (IOException | RuntimeException e) {
            LOG.errorf(e, "Description can't be read, its timeline is taken to be private [timeline=%s]", timeline);
            visibility.describe(timeline, new Description(true, Long.MAX_VALUE, Instant.now()));
        }
    }

    private static String attribute(ConsumerRecord<byte[], byte[]> message, String name) {
        Header header = message.headers().lastHeader(name);
        if (header == null || header.value() == null) {
            throw new IllegalArgumentException(name + " is missing");
        }
        return new String(header.value(), StandardCharsets.UTF_8);
    }

    private static void pause() {
        try {
            Thread.sleep(RETRY_DELAY.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptException(e);
        }
    }
}
