// SPDX-License-Identifier: Apache-2.0
package org.annals.bare;

import io.cloudevents.CloudEvent;
import io.cloudevents.jackson.JsonFormat;
import io.cloudevents.kafka.KafkaMessageFactory;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.common.annotation.NonBlocking;
import jakarta.annotation.PreDestroy;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jboss.resteasy.reactive.RestResponse;

/** Passes events to Kafka unchecked, by a producer that is set as ingest-service's is; answers when the broker has them. */
@Path("/")
public class BareResource {

    static final String TOPIC = "bare";

    private final JsonFormat format = new JsonFormat();
    private final KafkaProducer<byte[], byte[]> producer;

    BareResource(@Identifier("default-kafka-broker") Map<String, Object> connection) {
        Map<String, Object> settings = new HashMap<>(connection);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 64 * 1024 * 1024L);
        producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** The bytes, unread. The timeline is their key, so that they spread as events do. */
    @POST
    @Path("bare/{timeline}")
    @NonBlocking
    public CompletionStage<RestResponse<Void>> pass(@PathParam("timeline") String timeline, byte[] body) {
        return send(new ProducerRecord<>(TOPIC, timeline.getBytes(StandardCharsets.UTF_8), body));
    }

    /** An event in the structured mode, read and written by the CloudEvents SDK. */
    @POST
    @Path("sdk")
    @NonBlocking
    public CompletionStage<RestResponse<Void>> passEvent(byte[] body) {
        CloudEvent event = format.deserialize(body);
        byte[] key = event.getSubject().getBytes(StandardCharsets.UTF_8);
        return send(KafkaMessageFactory.createWriter(TOPIC, key).writeBinary(event));
    }

    private CompletionStage<RestResponse<Void>> send(ProducerRecord<byte[], byte[]> record) {
        CompletableFuture<RestResponse<Void>> answer = new CompletableFuture<>();
        var unused = producer.send(record, (metadata, failure) -> {
            if (failure == null) {
                answer.complete(RestResponse.accepted());
            } else {
                answer.completeExceptionally(failure);
            }
        });
        return answer;
    }

    @PreDestroy
    void close() {
        producer.close();
    }
}
