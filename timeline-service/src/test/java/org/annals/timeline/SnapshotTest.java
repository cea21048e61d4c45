// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline;

import static io.restassured.RestAssured.given;
import static org.annals.timeline.Topic.data;
import static org.annals.timeline.Topic.event;
import static org.annals.timeline.Topic.publish;
import static org.annals.timeline.Topic.with;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.annals.local.InfrastructureTestResource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A page with its cursors, and an export, show one state, whatever is corrected meanwhile. */
@QuarkusTest
@QuarkusTestResource(InfrastructureTestResource.class)
class SnapshotTest {

    private static final int EVENTS = 20;

    private final String timeline = "story-" + UUID.randomUUID();
    private final String tag = "tag-" + UUID.randomUUID();

    @ParameterizedTest
    @CsvSource({
        "/v1/timelines/{timeline}/events?order=occurred",
        "/v1/timelines/{timeline}/events?order=-occurred",
        "/v1/timelines/{timeline}/events?order=-revised",
        "/v1/timelines/{timeline}/events?order=occurred&asOf=2200-01-01T00:00:00Z",
        "/v1/timelines/{timeline}/events?order=relevance&q=day",
        "/v1/events?tag={tag}&order=occurred",
        "/v1/events?tag={tag}&order=-occurred",
        "/v1/events?tag={tag}&order=-revised",
    })
    void pages_lose_and_repeat_nothing_while_corrections_come(String path) {
        publishDays();
        String address = path.replace("{timeline}", timeline).replace("{tag}", tag) + "&limit=5";
        List<String> before = ids(address.replace("limit=5", "limit=100"));

        JsonPath page = given().get(address).then().statusCode(200).extract().jsonPath();
        List<String> read = new ArrayList<>(page.getList("items.id"));
        correct("day-15", "2003-01-01");
        correct("day-02", "2030-01-01");
        retract("day-11");
        publish(event(timeline, "late", "day.came"), dated("2010-01-09"));
        awaitSequence(EVENTS + 4);
        while (page.get("next") != null) {
            page = given().get(address + "&cursor=" + page.getString("next"))
                    .then()
                    .statusCode(200)
                    .extract()
                    .jsonPath();
            read.addAll(page.getList("items.id"));
            page.<Integer>getList("items.revision").forEach(revision -> assertEquals(1, revision));
        }

        assertEquals(before, read);
        assertFalse(ids(address.replace("limit=5", "limit=100")).contains("day-11"));
    }

    @Test
    void pages_for_people_show_the_state_of_the_first() {
        publishDays();
        String page = "/timelines/" + timeline + "?limit=15";
        Matcher next = Pattern.compile("cursor=([A-Za-z0-9_-]+)")
                .matcher(given().get(page).asString());
        assertEquals(true, next.find());

        correct("day-18", "2003-01-01");
        awaitSequence(EVENTS + 1);

        String second = given().get(page + "&cursor=" + next.group(1))
                .then()
                .statusCode(200)
                .extract()
                .asString();
        assertEquals(
                List.of("Day 15", "Day 16", "Day 17", "Day 18", "Day 19"),
                Pattern.compile("<h3[^>]*>.*?(Day \\d\\d).*?</h3>", Pattern.DOTALL)
                        .matcher(second)
                        .results()
                        .map(match -> match.group(1))
                        .toList());
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {"csv, `,\"A day\",`", "geojson, `\"title\":\"A day\"`", "cloudevents, `\"title\":\"A day\"`"})
    void a_slow_export_has_each_event_once_while_corrections_come(String format, String title) throws IOException {
        int events = 1100;
        String value = "{\"occurred\":\"2015\",\"title\":\"A day\",\"summary\":\"%s\"}".formatted("long ".repeat(800));
        List<Map<String, String>> headers = IntStream.range(0, events)
                .mapToObj(i -> event(timeline, "day-" + i, "day.came"))
                .toList();
        Topic.publishAll(headers, value);
        awaitSequence(events);
        String path = "/v1/timelines/" + timeline + "/events?order=recorded&format=" + format;

        String body;
        try (Socket socket = new Socket()) {
            socket.setReceiveBufferSize(4096);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), RestAssured.port));
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            String begun = new String(in.readNBytes(4096), StandardCharsets.ISO_8859_1);
            correct("day-" + (events - 1), "2003");
            correct("day-0", "2030");
            awaitSequence(events + 2);
            body = begun + new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }

        assertEquals("HTTP/1.1 200 OK", body.lines().findFirst().orElseThrow());
        String export = withoutChunks(body.substring(body.indexOf("\r\n\r\n") + 4));
        assertEquals(events, export.split(Pattern.quote(title), -1).length - 1);
        assertEquals(0, export.split("Corrected", -1).length - 1);
    }

    /** Decodes the chunked transfer coding (RFC 9112, section 7.1). */
    private static String withoutChunks(String body) {
        StringBuilder content = new StringBuilder();
        int at = 0;
        while (true) {
            int end = body.indexOf("\r\n", at);
            int size = Integer.parseInt(body.substring(at, end), 16);
            if (size == 0) {
                return content.toString();
            }
            content.append(body, end + 2, end + 2 + size);
            at = end + 2 + size + 2;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"hash", "sequence"})
    void a_cursor_from_elsewhere_is_refused(String part) {
        publishDays();
        String address = "/v1/timelines/" + timeline + "/events?limit=5";
        String cursor = given().get(address).jsonPath().getString("next");
        String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
        String foreign = part.equals("hash")
                ? text.replaceFirst(" " + EVENTS + "-[0-9a-f]{8}$", " " + EVENTS + "-00000000")
                : text.replaceFirst(" " + EVENTS + "-", " 999-");

        refused(address, foreign);
    }

    @Test
    void a_cursor_of_all_timelines_from_elsewhere_is_refused() {
        publishDays();
        String address = "/v1/events?tag=" + tag + "&limit=5";
        String cursor = given().get(address).jsonPath().getString("next");
        String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);

        refused(address, text + "99999");
        refused(address, text + ",999:1");
        refused(address, text + ",nonsense");
    }

    private static void refused(String address, String cursor) {
        given().get(address + "&cursor="
                        + Base64.getUrlEncoder()
                                .withoutPadding()
                                .encodeToString(cursor.getBytes(StandardCharsets.UTF_8)))
                .then()
                .statusCode(400)
                .body("code", equalTo("invalid-cursor"));
    }

    private void publishDays() {
        for (int i = 0; i < EVENTS; i++) {
            publish(event(timeline, "day-%02d".formatted(i), "day.came"), """
                    {"occurred":"%s","title":"Day %02d","tags":["%s"]}""".formatted(
                            LocalDate.of(2010, 1, 1).plusDays(i), i, tag));
        }
        awaitSequence(EVENTS);
    }

    private String dated(String date) {
        return "{\"occurred\":\"%s\",\"title\":\"Day corrected\",\"tags\":[\"%s\"]}".formatted(date, tag);
    }

    private void correct(String id, String date) {
        publish(
                with(event(timeline, id + "-again", "day.came"), "ce_corrects", id),
                data(date, "Corrected").replace("}", ",\"tags\":[\"" + tag + "\"]}"));
    }

    private void retract(String id) {
        publish(with(event(timeline, id + "-gone", "day.came"), "ce_retracts", id), "{\"reason\":\"Wrong\"}");
    }

    private static List<String> ids(String address) {
        return given().get(address).then().statusCode(200).extract().jsonPath().getList("items.id");
    }

    private void awaitSequence(int sequence) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> given().get("/v1/timelines/" + timeline)
                        .then()
                        .statusCode(200)
                        .body("sequence", equalTo(sequence)));
    }
}
