// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest;

import static org.annals.ingest.Front.BATCHED;
import static org.annals.ingest.Front.STRUCTURED;
import static org.annals.ingest.Front.gzip;
import static org.annals.ingest.Front.post;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.RandomGenerator;
import net.jqwik.api.sessions.JqwikSession;
import org.annals.local.InfrastructureTestResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whatever comes, in whichever mode, is accepted or refused; the service never fails, and goes on. */
@QuarkusTest
@WithTestResource(InfrastructureTestResource.class)
class FuzzTest {

    private static final int SEED = 20220804;
    private static final int TRIES = 250;
    private static final Set<Integer> EXPECTED = Set.of(200, 202, 400, 413, 415, 431);

    /** What parsers stumble over. */
    private static final List<String> SNIPPETS = List.of(
            "\"",
            "\\",
            "{",
            "}",
            "[",
            "]",
            ":",
            ",",
            "0",
            "-",
            "1e999",
            "\\u0000",
            "\\ud800",
            "%",
            "%00",
            "%ff",
            "\0",
            "\n",
            "\r\n",
            "null",
            "true",
            "\ufeff",
            "\uffff",
            "[[[[[[[[",
            "{\"a\":{\"a\":",
            "9".repeat(400),
            "x".repeat(3000));

    private final String timeline = "story-" + UUID.randomUUID();

    /** What is done to the bytes at a place: some are left out, some are put in, a part is repeated. */
    private record Edit(double place, int leftOut, String putIn, int repeated) {

        byte[] apply(byte[] bytes) {
            int at = (int) (place * bytes.length);
            ByteArrayOutputStream edited = new ByteArrayOutputStream();
            edited.write(bytes, 0, at);
            edited.writeBytes(putIn.getBytes(StandardCharsets.ISO_8859_1));
            int from = Math.min(bytes.length, at + leftOut);
            edited.write(bytes, from, Math.min(repeated, bytes.length - from));
            edited.write(bytes, from, bytes.length - from);
            return edited.toByteArray();
        }
    }

    @AfterEach
    void goes_on() {
        Management.get("/health/ready").then().statusCode(200);
        post(STRUCTURED, event("after").toString()).statusCode(202);
    }

    @Test
    void structured_mode() {
        send(event("one").toString().getBytes(StandardCharsets.UTF_8), "content-type: " + STRUCTURED);
    }

    @Test
    void batched_mode() {
        String batch = "[" + event("one") + "," + event("two").put("corrects", "one") + "]";

        send(batch.getBytes(StandardCharsets.UTF_8), "content-type: " + BATCHED);
    }

    @Test
    void binary_mode() {
        String data = event("one").get("data").toString();
        String headers = "content-type: application/json\r\nce-specversion: 1.0\r\nce-id: %D0%B7\r\n"
                + "ce-source: /desk/kyiv\r\nce-type: report.issued\r\nce-subject: " + timeline
                + "\r\nce-newsroom: \"in \\\"Kyiv\\\"\"";

        send(data.getBytes(StandardCharsets.UTF_8), headers);
    }

    @Test
    void headers_of_binary_mode() {
        String data = event("one").get("data").toString();
        String headers = "ce-specversion: 1.0\r\nce-id: %D0%B7\r\nce-source: /desk/kyiv\r\nce-type: report.issued\r\n"
                + "ce-backfill: true\r\nce-newsroom: \"in \\\"Kyiv\\\"\"\r\nce-subject: " + timeline;

        mutations(headers.getBytes(StandardCharsets.UTF_8))
                .forEach(mutated -> check(
                        data.getBytes(StandardCharsets.UTF_8),
                        "content-type: application/json\r\n" + new String(mutated, StandardCharsets.ISO_8859_1)));
    }

    @Test
    void lines() {
        String lines = event("one") + "\n" + event("two") + "\n" + event("three") + "\n";

        send(lines.getBytes(StandardCharsets.UTF_8), "content-type: application/x-ndjson");
    }

    @Test
    void gzip_of_any_mode() {
        send(gzip(event("one").toString()), "content-encoding: gzip\r\ncontent-type: " + STRUCTURED);
        send(gzip(event("one") + "\n" + event("two")), "content-encoding: gzip\r\ncontent-type: application/x-ndjson");
    }

    private void send(byte[] body, String headers) {
        mutations(body).forEach(mutated -> check(mutated, headers));
    }

    private static void check(byte[] body, String headers) {
        String answer = answer(body, headers);

        assertTrue(
                // What is no HTTP any more may be closed unanswered.
                answer.isEmpty()
                        || (EXPECTED.contains(Integer.parseInt(answer.substring(9, 12)))
                                && !answer.contains("\"status\":500")),
                () -> answer + "\nto\n" + headers + "\n\n" + new String(body, StandardCharsets.ISO_8859_1));
    }

    private static List<byte[]> mutations(byte[] original) {
        Arbitrary<String> snippet = Arbitraries.oneOf(
                Arbitraries.of(SNIPPETS).map(text -> latin1(text.getBytes(StandardCharsets.UTF_8))),
                Arbitraries.bytes().array(byte[].class).ofMaxSize(4).map(FuzzTest::latin1));
        Arbitrary<Edit> edit = Combinators.combine(
                        Arbitraries.doubles().between(0, 1),
                        Arbitraries.integers().between(0, 12),
                        snippet,
                        Arbitraries.integers().between(0, 60))
                .as(Edit::new);
        Arbitrary<byte[]> mutated = edit.list().ofMinSize(1).ofMaxSize(4).map(edits -> {
            byte[] bytes = original;
            for (Edit next : edits) {
                bytes = next.apply(bytes);
            }
            return bytes;
        });
        List<byte[]> mutations = new ArrayList<>();
        // The tests run by another engine, since the service is started by it; this one makes up what is sent.
        JqwikSession.run(() -> {
            RandomGenerator<byte[]> generator = mutated.generator(TRIES);
            Random random = new Random(SEED);
            for (int i = 0; i < TRIES; i++) {
                mutations.add(generator.next(random).value());
            }
        });
        return mutations;
    }

    /** A character for each byte. */
    private static String latin1(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static String answer(byte[] body, String headers) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), RestAssured.port)) {
            String head = "POST /v1/events HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-length: "
                    + body.length + "\r\n" + headers + "\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().write(body);
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException closed) {
            return "";
        }
    }

    /** With as many parts as an event may have. */
    private ObjectNode event(String id) {
        ObjectNode event = Front.event(timeline, id);
        event.put("time", "2022-08-04T09:30:00.5+03:00")
                .put("newsroom", "\u043a\u0438\u0457\u0432")
                .put("backfill", true);
        ObjectNode data = event.withObject("/data");
        data.put("language", "en-GB").put("status", "confirmed").put("phase", "ongoing");
        data.withObject("/translations/uk").put("title", "\u0417\u0432\u0456\u0442");
        data.withArray("actors")
                .addObject()
                .put("name", "Amnesty International")
                .put("kind", "organization");
        data.withArray("places")
                .addObject()
                .put("name", "Kyiv")
                .put("latitude", 50.45)
                .put("longitude", 30.52);
        data.withArray("sources")
                .addObject()
                .put("url", "https://example.org/report")
                .put("credibility", 2);
        data.withArray("tags").add("report");
        data.withObject("/details").put("pages", 12).put("price", 1.10);
        return event;
    }
}
