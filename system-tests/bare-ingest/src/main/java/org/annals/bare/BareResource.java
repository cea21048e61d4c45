package org.annals.bare;

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

/** Passes the bytes of a request to Kafka unread, by a producer that is set as ingest-service's is. */
@Path("/bare/{timeline}")
public class BareResource {

    static final String TOPIC = "bare";

    private final KafkaProducer<byte[], byte[]> producer;

    BareResource(@Identifier("default-kafka-broker") Map<String, Object> connection) {
        Map<String, Object> settings = new HashMap<>(connection);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 64 * 1024 * 1024L);
        producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Answers when the broker has the bytes. The timeline is their key, so that they spread as events do. */
    @POST
    @NonBlocking
    public CompletionStage<RestResponse<Void>> pass(@PathParam("timeline") String timeline, byte[] body) {
        CompletableFuture<RestResponse<Void>> answer = new CompletableFuture<>();
        var unused = producer.send(
                new ProducerRecord<>(TOPIC, timeline.getBytes(StandardCharsets.UTF_8), body), (metadata, failure) -> {
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
