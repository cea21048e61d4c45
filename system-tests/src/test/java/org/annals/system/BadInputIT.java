// SPDX-License-Identifier: Apache-2.0
package org.annals.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is sent, no service answers that it is broken, and none stops reading. */
@ExtendWith(Installation.class)
class BadInputIT {

    private static final long SEED = Long.getLong("annals.seed", new Random().nextInt(1_000_000));
    private static final int MUTATIONS = 1000;
    private static final int MEGABYTE = 1024 * 1024;
    private static final String EVENT = """
            {"specversion": "1.0", "id": "%s", "source": "/desk", "type": "report.issued", "subject": "bad-input",
             "data": {"occurred": "2022-08-04", "title": "A report", "language": "en", "tags": ["a"],
                      "places": [{"name": "Kyiv", "latitude": 50.45, "longitude": 30.52}], "details": {"a": 1}}}
            """;
    private static final String STRUCTURED = "content-type: application/cloudevents+json\r\n";
    private static final String BATCHED = "content-type: application/cloudevents-batch+json\r\n";
    private static final String BINARY = """
            content-type: application/json\r
            ce-specversion: 1.0\r
            ce-id: b\r
            ce-source: /desk\r
            ce-type: report.issued\r
            ce-subject: bad-input\r
            """;

    private final Annals annals;

    BadInputIT(Annals annals) {
        this.annals = annals;
    }

    @BeforeAll
    static void revive(Annals annals) throws Exception {
        annals.revive();
    }

    /** Nobody has started again what would have ended. */
    @AfterAll
    static void all_still_run_and_are_ready(Annals annals) throws Exception {
        for (String service : Annals.SERVICES) {
            assertTrue(annals.isRunning(service), service + " ended");
            annals.awaitReady(service);
        }
    }

    static List<String> hostileBodies() {
        return List.of(
                "",
                " ",
                "null",
                "[]",
                "{}",
                "[[[]]]",
                "\"text\"",
                "[null, 1, \"a\"]",
                "[".repeat(100_000),
                "{\"a\":".repeat(100_000),
                EVENT + "}",
                EVENT + EVENT,
                EVENT.replace("\"id\": \"%s\"", "\"id\": \"a\", \"id\": \"b\""),
                EVENT.replace("{\"a\": 1}", "[".repeat(5000) + "]".repeat(5000)),
                EVENT.replace("{\"a\": 1}", "{\"a\": 1e999999999}"),
                EVENT.replace("{\"a\": 1}", "{\"a\": " + "9".repeat(100_000) + "}"),
                EVENT.replace("50.45", "1e400"),
                EVENT.replace("50.45", "NaN"),
                EVENT.replace("A report", "A \\ud800 report"),
                EVENT.replace("A report", "A \\u0000 report"),
                EVENT.replace("A report", "A \u00ff\u00fe report"),
                EVENT.replace("A report", "A \t report"),
                EVENT.replace("bad-input", "../../etc"),
                EVENT.replace("bad-input", "b".repeat(10_000)),
                EVENT.replace("%s", "\\u0000"),
                EVENT.replace("\"1.0\"", "1.0"),
                EVENT.replace("/desk", "http://[::1"),
                EVENT.replace("2022-08-04", "2022-99-99"),
                EVENT.replace("2022-08-04", "9".repeat(5000)),
                EVENT.replace("2022-08-04", "Y-999999999999999999"),
                EVENT.replace("2022-08-04", "../.."),
                EVENT.replace("2022-08-04", "2022-08-04/2022-08-04/2022-08-04"),
                EVENT.replace("2022-08-04", "XXXX-XX-XX"),
                EVENT.replace("2022-08-04", "-9999999/9999999"),
                EVENT.replace("2022-08-04", "2022-08-04T24:61:61+99:99"),
                "\u00ef\u00bb\u00bf" + EVENT,
                "\u0000".repeat(1000));
    }

    @ParameterizedTest
    @MethodSource("hostileBodies")
    void ingest_refuses_a_hostile_body_by_what_is_wrong_with_it(String body) throws Exception {
        byte[] bytes = body.getBytes(StandardCharsets.ISO_8859_1);
        Map<String, Integer> statuses = new TreeMap<>();
        for (String mode : List.of(STRUCTURED, BATCHED, BINARY)) {
            statuses.put(mode, ingest(Wire.post("/v1/events", mode, bytes)));
        }

        assertTrue(
                statuses.values().stream().allMatch(BadInputIT::isUnderstood), () -> statuses + " for " + shown(body));
    }

    @Test
    void ingest_answers_no_mutated_event_with_a_failure() throws Exception {
        SplittableRandom random = new SplittableRandom(SEED);
        List<String> failures = new ArrayList<>();
        for (int i = 0; i < MUTATIONS; i++) {
            String mode = List.of(STRUCTURED, BATCHED, BINARY).get(random.nextInt(3));
            String event = EVENT.formatted("m" + i);
            byte[] body = mutated(mode.equals(BATCHED) ? "[" + event + "]" : event, random);
            int status = ingest(Wire.post("/v1/events", mode, body));
            if (!isUnderstood(status)) {
                failures.add(status + " for " + new String(body, StandardCharsets.ISO_8859_1));
            }
        }

        assertEquals(List.of(), failures, "-Dannals.seed=" + SEED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ce-id: %00",
                "ce-id: %ff%fe",
                "ce-id: %",
                "ce-id: \u00ff\u00fe",
                "ce-id:",
                "ce-: x",
                "ce-UPPER_case-!: x",
                "ce-time: tomorrow",
                "ce-time: 99999-01-01T00:00:00Z",
                "ce-specversion: 2.0",
                "ce-data: x",
                "ce-id: a\r\nce-id: b",
                "content-encoding: gzip",
                "content-encoding: nonsense",
                "content-type: application/json; charset=utf-7",
                "content-type: ;;;",
                "traceparent: 00-zz-zz-zz",
                "accept: ;q=x",
                "if-none-match: \"\"\"",
            })
    void ingest_is_not_broken_by_a_header(String header) throws Exception {
        byte[] body = "{\"title\": \"A\", \"occurred\": \"2022\"}".getBytes(StandardCharsets.UTF_8);
        int status = ingest(Wire.post("/v1/events", BINARY + header + "\r\n", body));

        assertTrue(isUnderstood(status), () -> status + " for " + header);
    }

    static List<String> hostilePaths() {
        return List.of(
                "timeline-service /v1/timelines/%00",
                "timeline-service /v1/timelines/%ff%fe/events",
                "timeline-service /v1/timelines/../../../etc/passwd",
                "timeline-service /v1/timelines/%2e%2e%2f/events",
                "timeline-service /v1/timelines/" + "a".repeat(3000),
                "timeline-service /v1/timelines/a/changes?after=-1",
                "timeline-service /v1/timelines/a/changes?after=99999999999999999999",
                "timeline-service /v1/timelines/a/changes?limit=-1",
                "timeline-service /v1/timelines/a/changes?limit=999999999",
                "timeline-service /v1/events?cursor=AAAA",
                "timeline-service /v1/events?cursor=%00",
                "timeline-service /v1/events?q=%00",
                "timeline-service /v1/events?q=%ff",
                "timeline-service /v1/events?q=%22%27%28%29%26%7C%21%3A*",
                "timeline-service /v1/events?q=" + "a%20".repeat(1000),
                "timeline-service /v1/events?q=" + "-".repeat(500),
                "timeline-service /v1/events?type=" + "*.".repeat(500),
                "timeline-service /v1/events?tag=%00&actor=%00&place=%00",
                "timeline-service /v1/events?bbox=1,2,3",
                "timeline-service /v1/events?bbox=NaN,NaN,NaN,NaN",
                "timeline-service /v1/events?bbox=1e308,1e308,1e308,1e308",
                "timeline-service /v1/events?from=2022-99&to=..",
                "timeline-service /v1/events?from=-999999999&to=999999999",
                "timeline-service /v1/events?asOf=%2B999999999-12-31T23:59:59Z",
                "timeline-service /v1/events?order=random()",
                "timeline-service /v1/events?format=%00",
                "timeline-service /v1/events?status=%27%3BDROP%20TABLE%20event",
                "timeline-service /v1/events/not-a-uuid",
                "timeline-service /v1/facets?by=%00",
                "timeline-service /v1/rejections?limit=x",
                "timeline-service /%",
                "timeline-service /v1/events?%",
                "notification-service /v1/subscriptions/%00",
                "notification-service /v1/subscriptions/not-a-uuid",
                "notification-service /v1/subscriptions?cursor=%00&limit=-5",
                "notification-service /v1/subscriptions?timeline=%00",
                "ingest-service /v1/timelines/%00",
                "ingest-service /v1/event-types/%00");
    }

    @ParameterizedTest
    @MethodSource("hostilePaths")
    void no_service_is_broken_by_a_path(String target) throws Exception {
        String[] parts = target.split(" ", 2);
        int status = Wire.status(
                annals.address(parts[0]),
                "GET " + parts[1] + " HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n");

        assertTrue(isUnderstood(status), () -> status + " for " + target);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "[]",
                "{\"sink\": 1}",
                "{\"sink\": \"http://127.0.0.1:1/\", \"protocol\": \"HTTP\", \"timelines\": [\"\\u0000\"]}",
                "{\"sink\": \"http://127.0.0.1:99999/\", \"protocol\": \"HTTP\"}",
                "{\"sink\": \"http://[::ffff:127.0.0.1]/\", \"protocol\": \"HTTP\"}",
                "{\"sink\": \"http://127.0.0.1:1/\\u0000\", \"protocol\": \"HTTP\"}",
                "{\"sink\": \"http://127.0.0.1:1/\", \"protocol\": \"HTTP\", \"filters\": [{\"sql\": \"((((((\"}]}",
                "{\"sink\": \"http://127.0.0.1:1/\", \"protocol\": \"HTTP\", \"since\": 1e99}",
            })
    void notification_is_not_broken_by_a_subscription(String body) throws Exception {
        int status = Wire.status(
                annals.address(Annals.NOTIFICATION),
                Wire.post(
                        "/v1/subscriptions",
                        "content-type: application/json\r\n",
                        body.getBytes(StandardCharsets.UTF_8)));

        assertTrue(isUnderstood(status), () -> status + " for " + body);
    }

    @Test
    void ingest_refuses_what_is_too_large_without_reading_it() throws Exception {
        int status = ingest(("POST /v1/events HTTP/1.1\r\nhost: localhost\r\n" + STRUCTURED
                        + "content-length: 999999999999\r\n\r\n{")
                .getBytes(StandardCharsets.US_ASCII));

        assertEquals(413, status);
    }

    @Test
    void ingest_cuts_off_slow_senders() throws Exception {
        List<Socket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < 50; i++) {
                URI server = annals.address(Annals.INGEST);
                Socket socket = new Socket(server.getHost(), server.getPort());
                socket.setSoTimeout(30_000);
                socket.getOutputStream()
                        .write(("POST /v1/events HTTP/1.1\r\nhost: localhost\r\n" + STRUCTURED
                                        + "content-length: 100\r\n\r\n{")
                                .getBytes(StandardCharsets.US_ASCII));
                sockets.add(socket);
            }
            List<Integer> statuses =
                    sockets.stream().map(Wire::answered).distinct().toList();

            assertEquals(List.of(408), statuses);
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"annals.events", "annals.changes", "annals.rejected", "annals.event-types"})
    void no_consumer_is_stuck_behind_records_that_are_none_of_ours(String topic) throws Exception {
        try (Situation situation = new Situation(annals, List.of(Annals.INGEST), List.of(Annals.TIMELINE), SEED, 1)) {
            situation.goOn(20);

            litter(topic, situation.timelines());
            situation.goOn(20);

            assertEquals(List.of(), situation.balance());
        }
    }

    /** Puts garbage before whatever comes next on those timelines. */
    private void litter(String topic, List<String> timelines) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", annals.bootstrapServers(), "max.request.size", 2 * MEGABYTE),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (String timeline : timelines) {
                byte[] key = timeline.getBytes(StandardCharsets.UTF_8);
                for (byte[] value : litter()) {
                    producer.send(new ProducerRecord<>(topic, key, value)).get();
                    ProducerRecord<byte[], byte[]> attributed = new ProducerRecord<>(topic, key, value);
                    // Of a source of its own: what it may do to events of others is not the point.
                    Map<String, String> attributes = new TreeMap<>(Map.of(
                            "ce_specversion", "1.0",
                            "ce_id", "litter",
                            "ce_source", "/litter",
                            "ce_type", "litter.thrown",
                            "ce_subject", "litter",
                            "ce_sequence", "-1",
                            "ce_eventid", "none",
                            "ce_recordedtime", "never",
                            "ce_corrects", "\u0000"));
                    attributes.forEach(
                            (name, text) -> attributed.headers().add(name, text.getBytes(StandardCharsets.ISO_8859_1)));
                    producer.send(attributed).get();
                }
            }
        }
    }

    private static List<byte[]> litter() {
        List<byte[]> values = new ArrayList<>();
        // Compacted topics take no record without a key, but any value; null is a tombstone.
        values.add(null);
        for (String text : List.of(
                "",
                "null",
                "not JSON",
                "{\"title\": \"\\u0000\"}",
                "{\"title\": \"\\ud800\"}",
                "{\"occurred\": \"9999999999\", \"title\": 1}",
                "{\"a\": 1e999999999}",
                "[".repeat(50_000),
                "\u00ff\u00fe\u0000",
                "{\"title\": \"" + "a".repeat(MEGABYTE / 2) + "\", \"occurred\": \"2022\"}")) {
            values.add(text.getBytes(StandardCharsets.ISO_8859_1));
        }
        return values;
    }

    private int ingest(byte[] request) throws IOException {
        return Wire.status(annals.address(Annals.INGEST), request);
    }

    /** Accepted, found or refused: anything but a failure of ours, and anything but silence. */
    private static boolean isUnderstood(int status) {
        return status >= 200 && status < 500;
    }

    private static byte[] mutated(String event, SplittableRandom random) {
        byte[] bytes = event.getBytes(StandardCharsets.UTF_8);
        int count = 1 + random.nextInt(4);
        for (int i = 0; i < count; i++) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(3)) {
                case 0 -> bytes[at] = (byte) random.nextInt(256);
                case 1 -> bytes[at] = (byte) "{}[]\",:\\0-e".charAt(random.nextInt(11));
                default -> {
                    int from = random.nextInt(bytes.length);
                    int length = Math.min(random.nextInt(20), bytes.length - Math.max(at, from));
                    System.arraycopy(bytes, from, bytes, at, length);
                }
            }
        }
        return bytes;
    }

    private static String shown(String body) {
        return body.substring(0, Math.min(200, body.length()));
    }
}
