// SPDX-License-Identifier: Apache-2.0
package org.annals.system;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Lets records of annals.events come with another time than the broker's: for their readers it is as if its clock had
 * jumped.
 */
final class BrokerClock implements AutoCloseable {

    private static final String TOPIC = "annals.events";
    private static final int EVENTS = 10;
    private static final Map<String, String> ATTRIBUTES = Map.of(
            "content-type", "application/json",
            "ce_specversion", "1.0",
            "ce_source", "/clock",
            "ce_type", "report.issued");

    private final Situation situation;
    private final KafkaProducer<byte[], byte[]> producer;
    private int number;

    BrokerClock(Situation situation) throws ExecutionException, InterruptedException {
        this.situation = situation;
        timestampType("CreateTime");
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", situation.annals.bootstrapServers(), "acks", "all"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    /** Events on each timeline that are recorded at a time so far from now. */
    void publishAt(Duration jump) throws ExecutionException, InterruptedException {
        for (String timeline : situation.timelines()) {
            for (int i = 0; i < EVENTS; i++) {
                String id = "clock" + number++;
                situation.ledger().posted(timeline, id);
                ProducerRecord<byte[], byte[]> message = new ProducerRecord<>(
                        TOPIC,
                        null,
                        System.currentTimeMillis() + jump.toMillis(),
                        timeline.getBytes(StandardCharsets.UTF_8),
                        "{\"title\": \"At another time\", \"occurred\": \"2022\"}".getBytes(StandardCharsets.UTF_8));
                ATTRIBUTES.forEach((name, value) -> header(message, name, value));
                header(message, "ce_id", id);
                header(message, "ce_subject", timeline);
                producer.send(message).get();
                situation.ledger().acknowledged(timeline, id);
            }
        }
    }

    @Override
    public void close() throws ExecutionException, InterruptedException {
        producer.close();
        timestampType("LogAppendTime");
    }

    private void timestampType(String type) throws ExecutionException, InterruptedException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", situation.annals.bootstrapServers()))) {
            Collection<AlterConfigOp> change = List.of(
                    new AlterConfigOp(new ConfigEntry("message.timestamp.type", type), AlterConfigOp.OpType.SET));
            admin.incrementalAlterConfigs(Map.of(new ConfigResource(ConfigResource.Type.TOPIC, TOPIC), change))
                    .all()
                    .get();
        }
    }

    private static void header(ProducerRecord<byte[], byte[]> message, String name, String value) {
        message.headers().add(name, value.getBytes(StandardCharsets.UTF_8));
    }
}
