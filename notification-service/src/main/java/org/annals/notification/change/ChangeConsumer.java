// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.change;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.annals.notification.delivery.DeliveryWriter;
import org.annals.notification.delivery.Dispatcher;
import org.annals.notification.delivery.ToldStore;
import org.annals.notification.subscription.CatchUps;
import org.annals.notification.subscription.Subscriptions;
import org.annals.notification.topic.Offsets;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Reads the topic in a thread of its own, for as long as the service runs. */
@ApplicationScoped
class ChangeConsumer {

    private static final int SESSION_TIMEOUT_MILLIS = 10_000;

    /** Reading more at once would leave receivers idle meanwhile: it takes as long as some of them need to answer. */
    private static final int MAX_POLL_RECORDS = 100;

    /** Before those who attempt and store what it has begun. */
    private static final int STOPS_FIRST = 1000;

    private static final Logger LOG = Logger.getLogger(ChangeConsumer.class);

    private final Map<String, Object> kafka;
    private final ChangeMatcher matcher;
    private final Subscriptions subscriptions;
    private final CatchUps catchUps;
    private final TimelinePositionStore positions;
    private final TimelineGapStore gapStore;
    private final GapMetrics gapMetrics;
    private final ToldStore told;
    private final Dispatcher dispatcher;
    private final DeliveryWriter writer;
    private final MeterRegistry registry;
    private final ChangeConfig config;
    private volatile boolean stopping;
    private @Nullable Thread thread;

    ChangeConsumer(
            @Identifier("default-kafka-broker") Map<String, Object> kafka,
            ChangeMatcher matcher,
            Subscriptions subscriptions,
            CatchUps catchUps,
            TimelinePositionStore positions,
            TimelineGapStore gapStore,
            GapMetrics gapMetrics,
            ToldStore told,
            Dispatcher dispatcher,
            DeliveryWriter writer,
            MeterRegistry registry,
            ChangeConfig config) {
        this.kafka = kafka;
        this.matcher = matcher;
        this.subscriptions = subscriptions;
        this.catchUps = catchUps;
        this.positions = positions;
        this.gapStore = gapStore;
        this.gapMetrics = gapMetrics;
        this.told = told;
        this.dispatcher = dispatcher;
        this.writer = writer;
        this.registry = registry;
        this.config = config;
    }

    void start(@Observes StartupEvent event) {
        start();
    }

    void stop(@Observes @Priority(STOPS_FIRST) ShutdownEvent event) throws InterruptedException {
        stop();
    }

    synchronized void start() {
        stopping = false;
        thread = new Thread(this::run, "change-consumer");
        thread.start();
    }

    /** Returns when what was begun is stored and acknowledged, or when that takes too long. */
    synchronized void stop() throws InterruptedException {
        stopping = true;
        if (thread != null) {
            thread.join();
        }
    }

    synchronized boolean isRunning() {
        return thread != null && thread.isAlive();
    }

    private void run() {
        while (!stopping) {
            try {
                consume();
            } catch (RuntimeException e) {
                LOG.errorf(
                        e,
                        "Reading changes failed, beginning again at the last acknowledged [topic=%s]",
                        Offsets.TOPIC);
                pause();
            }
        }
    }

    private void consume() {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(settings());
                KafkaClientMetrics metrics = new KafkaClientMetrics(consumer)) {
            metrics.bindTo(registry);
            ChangeLoop loop = loop(consumer);
            consumer.subscribe(List.of(Offsets.TOPIC), loop);
            while (!stopping) {
                loop.turn();
            }
            loop.finish();
        }
    }

    private ChangeLoop loop(KafkaConsumer<byte[], byte[]> consumer) {
        Arrivals arrivals = new Arrivals(consumer, matcher);
        Settlement settlement = new Settlement(consumer, arrivals, catchUps, positions, gapStore, writer, config);
        Knowledge knowledge = new Knowledge(arrivals, settlement, subscriptions, catchUps, positions, told, config);
        GapResolver gaps = new GapResolver(arrivals, settlement, gapStore, gapMetrics, config);
        return new ChangeLoop(arrivals, knowledge, gaps, settlement, matcher, dispatcher, config);
    }

    private Map<String, Object> settings() {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, Offsets.GROUP);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MAX_POLL_RECORDS);
        // Keeps what others have while a replica comes or goes: only moved partitions repeat anything.
        settings.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, CooperativeStickyAssignor.class.getName());
        // How long the partitions of a replica that was killed wait for another.
        settings.putIfAbsent(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, SESSION_TIMEOUT_MILLIS);
        settings.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        settings.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        return settings;
    }

    private void pause() {
        try {
            Thread.sleep(config.retryPause().toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stopping = true;
        }
    }
}
