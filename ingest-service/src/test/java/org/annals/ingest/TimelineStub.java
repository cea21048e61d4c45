// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import org.annals.ingest.event.NewEvent;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** As much of timeline-service as an import asks: it reads the topic, and answers event ids and look-ups. */
final class TimelineStub implements AutoCloseable {

    private static final int MANY = 10;

    private final ObjectMapper mapper = new ObjectMapper();
    private final Map<UUID, ObjectNode> events = new LinkedHashMap<>();
    private final Set<String> messages = new HashSet<>();
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final HttpServer server;
    private final Thread reader = new Thread(this::read, "timeline-stub");

    TimelineStub(String bootstrapServers) throws IOException {
        consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/", this::answer);
        server.start();
        reader.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void read() {
        try (consumer) {
            List<TopicPartition> partitions = consumer.partitionsFor("annals.events").stream()
                    .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            while (true) {
                consumer.poll(Duration.ofSeconds(1)).forEach(this::store);
            }
        } catch (WakeupException e) {
            // The end of the tests.
        }
    }

    private synchronized void store(ConsumerRecord<byte[], byte[]> message) {
        ObjectNode content = mapper.createObjectNode();
        message.headers()
                .forEach(header -> content.put(
                        header.key().replace("ce_", ""), new String(header.value(), StandardCharsets.UTF_8)));
        UUID eventId = NewEvent.of(content, message.value()).eventId();
        String timeline = content.path("subject").asText();
        String id = content.path("id").asText();
        boolean isNew = messages.add(timeline + " " + content.path("source") + " " + id);
        boolean isRevision = content.has("corrects") || content.has("retracts");
        if (!isNew || (!isRevision && events.containsKey(eventId))) {
            return;
        }
        ObjectNode event = events.computeIfAbsent(
                eventId,
                first -> mapper.createObjectNode()
                        .put("eventId", eventId.toString())
                        .put("timeline", timeline)
                        .put("source", content.path("source").asText())
                        .put("id", id));
        event.put("revision", event.path("revision").asInt() + 1).put("retracted", content.has("retracts"));
        String ofEvent = event.path("id").asText();
        if (!content.has("retracts") && (id.equals(ofEvent) || id.startsWith(ofEvent + ";revision="))) {
            try {
                event.put("type", content.path("type").asText()).set("data", mapper.readTree(message.value()));
                event.set("time", content.get("time"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String[] path = exchange.getRequestURI().getPath().split("/", -1);
            ObjectNode answer = path[path.length - 1].equals("event-ids")
                    ? page(path[3], exchange.getRequestURI().getQuery())
                    : found(path[3], mapper.readTree(exchange.getRequestBody()).path("eventIds"));
            byte[] bytes = mapper.writeValueAsBytes(answer);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    /** Answers one event, so that there is more than one page where there is more than one event. */
    private synchronized ObjectNode page(String timeline, String query) {
        String source = query.replaceFirst(".*source=([^&]*).*", "$1");
        List<ObjectNode> all = events.values().stream()
                .filter(event -> event.path("timeline").asText().equals(timeline)
                        && event.path("source").asText().equals(source))
                .toList();
        int at = query.contains("cursor=") ? Integer.parseInt(query.replaceFirst(".*cursor=", "")) : 0;
        ObjectNode answer = mapper.createObjectNode();
        ArrayNode items = answer.putArray("items");
        int size = all.size() > MANY ? MANY : 1;
        all.subList(at, Math.min(at + size, all.size())).forEach(items::add);
        return at + size < all.size() ? answer.put("next", Integer.toString(at + size)) : answer;
    }

    private synchronized ObjectNode found(String timeline, JsonNode eventIds) {
        ObjectNode answer = mapper.createObjectNode();
        ArrayNode items = answer.putArray("items");
        eventIds.forEach(eventId -> {
            ObjectNode event = events.get(UUID.fromString(eventId.asText()));
            if (event != null && event.path("timeline").asText().equals(timeline)) {
                items.add(event.deepCopy());
            }
        });
        return answer;
    }

    @Override
    public void close() {
        consumer.wakeup();
        server.stop(0);
    }
}
