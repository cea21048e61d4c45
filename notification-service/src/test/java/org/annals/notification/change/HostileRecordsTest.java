// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.change;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.annals.notification.ChangesTopic;
import org.annals.notification.Management;
import org.annals.notification.Receiver;
import org.annals.notification.Subscriber;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Records that timeline-service would not write, in front of one that it does, in the same partition. */
@QuarkusTest
class HostileRecordsTest {

    private static final int PARTITION = 5;
    private static final int RANDOM_RECORDS = 150;
    private static final int MANY = 100_000;

    @AutoClose
    private final ChangesTopic topic = new ChangesTopic();

    @AutoClose
    private final Receiver receiver = new Receiver();

    private final String timeline = ChangesTopic.newTimeline();
    private final Random random = new Random(20221204);

    @Test
    void records_that_are_hostile_stop_nothing() {
        String key = "a" + "-a".repeat(MANY);
        put(key, headers -> {});
        put(timeline, headers -> headers.put("ce_type", bytes("a" + ".a".repeat(MANY))));
        put(newTimeline(), headers -> headers.put("ce_type", bytes("a" + ".a".repeat(MANY))));
        put(newTimeline(), headers -> headers.put("ce_recordedtime", bytes("+999999999-12-31T23:59:59Z")));
        put(newTimeline(), headers -> headers.put("ce_recordedtime", bytes("-999999999-01-01T00:00:00Z")));
        put(newTimeline(), headers -> headers.put("ce_sequence", bytes("9".repeat(18))));
        put(newTimeline(), headers -> headers.put("ce_revision", bytes("999999999")));
        put(newTimeline(), headers -> headers.put("traceparent", null));
        put(newTimeline(), headers -> headers.put("ce_time", bytes("9".repeat(MANY))));
        for (String name : ChangesTopic.headers(timeline, 1, "report.issued").keySet()) {
            put(newTimeline(), headers -> headers.put(name, null));
            put(newTimeline(), headers -> headers.put(name, new byte[0]));
            put(newTimeline(), headers -> headers.remove(name));
            put(newTimeline(), headers -> headers.put(name, bytes("1".repeat(MANY))));
            put(newTimeline(), headers -> headers.put(name, new byte[] {(byte) 0xC0, 0}));
        }
        for (String value : List.of(
                "[".repeat(MANY),
                "1".repeat(MANY),
                "\"" + "x".repeat(1_900_000) + "\"",
                "{\"occurred\":\"" + "2022-".repeat(MANY) + "\"}",
                "{\"occurred\":\"" + "9".repeat(MANY) + "\"}",
                "{\"occurred\":1e999999999}",
                "{\"actors\":{\"name\":1},\"status\":[],\"title\":{}}",
                "{\"actors\":[" + "{\"name\":\"a\"},".repeat(MANY / 10) + "{}]}",
                "null",
                "NaN")) {
            send(bytes(newTimeline()), valid(), bytes(value));
        }
        send(null, valid(), bytes("{}"));
        send(new byte[0], valid(), bytes("{}"));
        send(bytes(newTimeline()), valid(), null);
        send(null, Map.of(), null);

        assertAlerts();
    }

    @Test
    void records_of_random_content_stop_nothing() {
        for (int i = 0; i < RANDOM_RECORDS; i++) {
            Map<String, byte @Nullable []> headers = valid();
            List<String> names = new ArrayList<>(headers.keySet());
            for (int change = random.nextInt(4); change >= 0; change--) {
                headers.put(names.get(random.nextInt(names.size())), noise());
            }
            send(
                    random.nextInt(4) == 0 ? noise() : bytes(newTimeline()),
                    headers,
                    random.nextBoolean() ? noise() : bytes("{\"title\":\"x\"}"));
        }

        assertAlerts();
    }

    private void assertAlerts() {
        Subscriber.to(timeline, receiver.url("/hook"));
        topic.putInto(PARTITION, timeline, 2);
        topic.putInto(PARTITION, timeline, 3);

        await().until(() -> receiver.received("/hook").size() >= 2);
        assertEquals(
                List.of(2L, 3L),
                receiver.received("/hook").stream()
                        .map(webhook -> Long.parseLong(new JsonPath(webhook.body()).getString("sequence")))
                        .sorted()
                        .toList());
        Management.get("/health/live").then().statusCode(200);
    }

    private void put(String key, Consumer<Map<String, byte @Nullable []>> change) {
        Map<String, byte @Nullable []> headers = valid();
        change.accept(headers);
        send(bytes(key), headers, bytes("{}"));
    }

    private void send(byte @Nullable [] key, Map<String, byte @Nullable []> headers, byte @Nullable [] value) {
        ProducerRecord<byte @Nullable [], byte @Nullable []> record =
                new ProducerRecord<>("annals.changes", PARTITION, key, value);
        headers.forEach((name, text) -> record.headers().add(name, text));
        topic.putRaw(record);
    }

    private Map<String, byte @Nullable []> valid() {
        Map<String, byte @Nullable []> headers = new LinkedHashMap<>();
        ChangesTopic.headers(timeline, 1, "hostile.record").forEach((name, text) -> headers.put(name, bytes(text)));
        return headers;
    }

    private byte @Nullable [] noise() {
        return switch (random.nextInt(5)) {
            case 0 -> null;
            case 1 -> bytes("-".repeat(random.nextInt(50)));
            case 2 -> bytes(Long.toString(random.nextLong()));
            case 3 -> bytes("{\"occurred\":\"" + random.nextInt() + "/..\"}");
            default -> {
                byte[] bytes = new byte[random.nextInt(300)];
                random.nextBytes(bytes);
                yield bytes;
            }
        };
    }

    private static String newTimeline() {
        return ChangesTopic.newTimeline();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
