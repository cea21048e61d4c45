// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest;

import static org.annals.ingest.Front.BATCHED;
import static org.annals.ingest.Front.STRUCTURED;
import static org.annals.ingest.Front.post;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.UUID;
import org.annals.local.InfrastructureTestResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(InfrastructureTestResource.class)
class BodyTest {

    private final String timeline = "story-" + UUID.randomUUID();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "nonsense",
                "{\"id\":1,\"id\":2}",
                "{\"data\":{\"details\":{\"a\":1,\"a\":1}}}",
                "{\"data\":{\"a\":{},\"a\":{}}}",
                "{} {}",
                "{}]",
                "{},",
                "{\"a\":1,}",
                "{\"id\":NaN}",
                "{\"id\":01}",
                "{'id':1}",
                "{\"id\":\"\n\"}",
                "[[[[[[",
            })
    void refuses_what_is_no_json(String body) {
        post(STRUCTURED, body)
                .statusCode(400)
                .body("code", equalTo("unreadable-json"))
                .body("detail", not(containsString("Source")));
    }

    @Test
    void says_where_a_body_stops_being_json() {
        post(STRUCTURED, "{\"id\": \"a\",\n  nonsense}")
                .statusCode(400)
                .body("detail", containsString("line 2, column 3"));
    }

    @Test
    void refuses_json_that_is_nested_too_deeply() {
        post(STRUCTURED, "{\"data\":" + "[".repeat(100_000))
                .statusCode(400)
                .body("code", equalTo("unreadable-json"))
                .body("detail", containsString("nested"));
    }

    @Test
    void refuses_numbers_and_names_without_measure() {
        post(STRUCTURED, "{\"data\":" + "1".repeat(2000) + "}")
                .statusCode(400)
                .body("code", equalTo("unreadable-json"));
        post(STRUCTURED, "{\"" + "x".repeat(2000) + "\":1}").statusCode(400).body("code", equalTo("unreadable-json"));
    }

    /** A byte that starts nothing, a lone continuation, an overlong slash, half a pair and a pair, beyond Unicode. */
    @ParameterizedTest
    @ValueSource(strings = {"ff", "80", "c0af", "eda080", "eda080edb080", "f4908080", "c3", "00"})
    void refuses_what_is_no_utf_8(String hex) {
        byte[] wrong = HexFormat.of().parseHex(hex);
        byte[] event = Front.event(timeline, "utf-8").toString().getBytes(StandardCharsets.UTF_8);
        System.arraycopy(wrong, 0, event, event.length - 3 - "issued".length(), wrong.length);

        post(STRUCTURED, event)
                .statusCode(400)
                .body("code", equalTo("unreadable-json"))
                .body("detail", containsString("UTF-8"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-32"})
    void refuses_other_encodings(String charset) {
        byte[] event = Front.event(timeline, "encoded").toString().getBytes(Charset.forName(charset));

        post(STRUCTURED, event).statusCode(400).body("code", equalTo("unreadable-json"));
    }

    @Test
    void leaves_a_byte_order_mark_out() {
        post(STRUCTURED, "\ufeff" + Front.event(timeline, "marked")).statusCode(202);

        assertEquals(
                "{\"occurred\":\"2022-08-04\",\"title\":\"A report was issued\"}",
                Topic.values(timeline).get(0));
    }

    @Test
    void refuses_a_body_of_ten_megabytes() {
        post(STRUCTURED, " ".repeat(10_000_000)).statusCode(413).body("code", equalTo("request-too-large"));
    }

    @ParameterizedTest
    @ValueSource(ints = {10_000_000, 50_000_000})
    void refuses_a_large_body_of_unknown_length(int bytes) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + RestAssured.port + "/v1/events"))
                .header("content-type", STRUCTURED)
                .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[bytes])))
                .version(HttpClient.Version.HTTP_1_1)
                .build();

        var answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());

        assertEquals(413, answer.statusCode());
        assertTrue(answer.body().contains("request-too-large"), answer.body());
    }

    @Test
    void takes_a_request_up_to_its_limit() {
        String event = Front.event(timeline, "spaced").toString();

        post(STRUCTURED, event + " ".repeat(8 * 1024 * 1024 - event.length())).statusCode(202);
        post(STRUCTURED, event + " ".repeat(8 * 1024 * 1024 - event.length() + 1))
                .statusCode(413);
    }

    @Test
    void refuses_an_event_that_is_too_large() {
        ObjectNode event = Front.event(timeline, "large");
        for (int i = 0; i < 40; i++) {
            event.withObject("/data/details").put("text" + i, "x".repeat(10_000));
        }

        post(STRUCTURED, event.toString()).statusCode(413).body("code", equalTo("event-too-large"));
    }

    @Test
    void refuses_a_batch_of_too_many_events() {
        post(BATCHED, "[" + "{},".repeat(10_000) + "{}]").statusCode(413).body("code", equalTo("batch-too-large"));
    }

    @Test
    void names_no_more_violations_than_anyone_reads() {
        post(BATCHED, "[" + "{},".repeat(5000) + "{}]")
                .statusCode(400)
                .body("violations.size()", equalTo(500))
                .body("detail", containsString("500 of 30006"));
    }

    @Test
    void takes_a_batch_of_as_many_events_as_are_allowed() {
        StringBuilder batch = new StringBuilder("[").append(Front.event(timeline, "event-0"));
        for (int i = 1; i < 10_000; i++) {
            batch.append(',').append(Front.event(timeline, "event-" + i));
        }

        post(BATCHED, batch.append(']').toString())
                .statusCode(202)
                .body("accepted.size()", equalTo(10_000))
                .body("accepted[9999].id", equalTo("event-9999"));
        assertEquals(10_000, Topic.values(timeline).size());
    }
}
