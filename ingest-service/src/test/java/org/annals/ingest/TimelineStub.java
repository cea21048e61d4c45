package org.annals.ingest;

import static java.util.Objects.requireNonNull;

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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
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
import org.jspecify.annotations.Nullable;

/** As much of timeline-service as an import asks: it reads the topic, and answers revisions and changes. */
final class TimelineStub implements AutoCloseable {

    private final ObjectMapper mapper = new ObjectMapper();
    private final Map<UUID, ArrayNode> revisions = new HashMap<>();
    private final Map<String, ArrayNode> changes = new HashMap<>();
    private final Map<String, List<ObjectNode>> eventsOf = new HashMap<>();
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
        boolean isNew = messages.add(timeline + " " + content.path("source") + " " + content.path("id"));
        if (!isNew || (!content.has("corrects") && !content.has("retracts") && revisions.containsKey(eventId))) {
            return;
        }
        ArrayNode ofTimeline = changes.computeIfAbsent(timeline, name -> mapper.createArrayNode());
        ArrayNode ofEvent = revisions.computeIfAbsent(eventId, id -> mapper.createArrayNode());
        String id = ofEvent.isEmpty()
                ? content.path("id").asText()
                : ofEvent.at("/0/id").asText();
        try {
            if (ofEvent.isEmpty()) {
                ObjectNode event = mapper.createObjectNode()
                        .put("eventId", eventId.toString())
                        .put("source", content.path("source").asText())
                        .put("id", id);
                event.set("data", mapper.readTree(message.value()));
                eventsOf.computeIfAbsent(timeline, name -> new ArrayList<>()).add(event);
            }
            ofEvent.addObject()
                    .put("id", id)
                    .put("type", content.path("type").asText())
                    .put("sequence", ofTimeline.size() + 1)
                    .put("retracted", content.has("retracts"))
                    .set("data", mapper.readTree(message.value()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ofTimeline.addObject().put("sequence", ofTimeline.size()).set("content", content);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String[] path = exchange.getRequestURI().getPath().split("/", -1);
            String query = exchange.getRequestURI().getQuery();
            ObjectNode answer = path[path.length - 1].equals("events")
                    ? page(path[3], query)
                    : items(path[2].equals("events") ? ofEvent(UUID.fromString(path[3])) : change(path[3], query));
            byte[] bytes = mapper.writeValueAsBytes(answer);
            exchange.sendResponseHeaders(answer.has("items") ? 200 : 404, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private ObjectNode items(@Nullable ArrayNode items) {
        ObjectNode answer = mapper.createObjectNode();
        if (items == null) {
            return answer.put("code", "unknown-event");
        }
        answer.set("items", items);
        return answer;
    }

    /** One event of a timeline, so that there is more than one page where there is more than one event. */
    private synchronized ObjectNode page(String timeline, String query) {
        List<ObjectNode> events = eventsOf.getOrDefault(timeline, List.of());
        int at = query.contains("cursor=") ? Integer.parseInt(query.replaceFirst(".*cursor=", "")) : 0;
        ObjectNode answer = items(mapper.createArrayNode().addAll(events.subList(at, Math.min(at + 1, events.size()))));
        return at + 1 < events.size() ? answer.put("next", Integer.toString(at + 1)) : answer;
    }

    private synchronized @Nullable ArrayNode ofEvent(UUID eventId) {
        ArrayNode found = revisions.get(eventId);
        return found == null ? null : found.deepCopy();
    }

    private synchronized ArrayNode change(String timeline, String query) {
        int after = Integer.parseInt(query.substring(query.indexOf("after=") + "after=".length()));
        return mapper.createArrayNode()
                .add(requireNonNull(changes.get(timeline)).get(after));
    }

    @Override
    public void close() {
        consumer.wakeup();
        server.stop(0);
    }
}
