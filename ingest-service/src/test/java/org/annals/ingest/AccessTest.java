// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.annals.local.InfrastructureTestResource;
import org.annals.local.TokenKey;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may publish what, where tokens are asked for; each attack is a row. */
@QuarkusTest
@WithTestResource(InfrastructureTestResource.class)
@TestProfile(LoginProfile.class)
class AccessTest {

    private final String timeline = "story-" + UUID.randomUUID();

    @Test
    void a_publisher_publishes() {
        as(Tokens.of("publisher"))
                .contentType(Front.STRUCTURED)
                .body(Front.event(timeline, "report").toString())
                .post("/v1/events")
                .then()
                .statusCode(202);

        assertEquals(List.of("report"), published());
    }

    static Stream<Attack> attacks() {
        ObjectNode claims = Tokens.claims("somebody", "admin");
        String[] parts = Tokens.of("admin").split("\\.", -1);
        ObjectNode expired =
                claims.deepCopy().put("exp", Instant.now().minusSeconds(600).getEpochSecond());
        ObjectNode endless = claims.deepCopy();
        endless.remove("exp");
        ObjectNode anonymous = claims.deepCopy();
        anonymous.remove("sub");
        ObjectNode elsewhere = claims.deepCopy().put("aud", "other");
        ObjectNode nobody = claims.deepCopy();
        nobody.remove("groups");
        return Stream.of(
                new Attack("no token", null, 401, "missing-token"),
                new Attack("not a token", "Bearer x", 401, "invalid-token"),
                new Attack("another scheme", "Basic YWRtaW46YWRtaW4=", 401, "missing-token"),
                new Attack("expired", "Bearer " + Tokens.signed(expired), 401, "invalid-token"),
                new Attack("never expires", "Bearer " + Tokens.signed(endless), 401, "invalid-token"),
                new Attack(
                        "expires when no clock goes",
                        "Bearer " + Tokens.signed(claims.deepCopy().put("exp", 9_000_000_000_000_000_000L)),
                        401,
                        "invalid-token"),
                new Attack(
                        "expires at no number of 64 bits",
                        "Bearer " + Tokens.signed(claims.deepCopy().put("exp", new BigDecimal("1e30").toBigInteger())),
                        401,
                        "invalid-token"),
                new Attack("another key", "Bearer " + TokenKey.anew().token(claims.toString()), 401, "invalid-token"),
                new Attack("of nobody", "Bearer " + Tokens.signed(anonymous), 401, "invalid-token"),
                new Attack("another service", "Bearer " + Tokens.signed(elsewhere), 401, "invalid-token"),
                new Attack(
                        "alg=none",
                        "Bearer " + encoded("{\"alg\":\"none\"}") + "." + encoded(claims.toString()) + ".",
                        401,
                        "invalid-token"),
                new Attack("no signature", "Bearer " + parts[0] + "." + parts[1] + ".", 401, "invalid-token"),
                new Attack("the public key as a secret", "Bearer " + Tokens.forged(claims), 401, "invalid-token"),
                new Attack(
                        "altered",
                        "Bearer " + parts[0] + "." + encoded(claims.toString()) + "." + parts[2],
                        401,
                        "invalid-token"),
                new Attack("no role", "Bearer " + Tokens.signed(nobody), 403, "role-missing"),
                new Attack("a reader", "Bearer " + Tokens.of("reader"), 403, "role-missing"),
                new Attack("a subscriber", "Bearer " + Tokens.of("subscriber"), 403, "role-missing"));
    }

    @ParameterizedTest
    @MethodSource("attacks")
    void an_attack_publishes_nothing_in_any_way(Attack attack) {
        String event = Front.event(timeline, "attack").toString();

        attack.expect(attack.request().contentType(Front.STRUCTURED).body(event).post("/v1/events"));
        attack.expect(attack.request()
                .contentType(Front.BATCHED)
                .body("[" + event + "]")
                .post("/v1/events"));
        attack.expect(attack.request()
                .contentType("application/json")
                .header("ce-specversion", "1.0")
                .header("ce-id", "attack")
                .header("ce-source", "/desk/kyiv")
                .header("ce-type", "report.issued")
                .header("ce-subject", timeline)
                .body("{\"occurred\":\"2022\",\"title\":\"A report\"}")
                .post("/v1/events"));
        attack.expect(attack.request()
                .contentType("application/x-ndjson")
                .body((event + "\n").getBytes(StandardCharsets.UTF_8))
                .post("/v1/events"));
        attack.expect(attack.request()
                .contentType("application/json")
                .body("{\"title\":\"Mine\"}")
                .put("/v1/timelines/" + timeline));
        attack.expect(attack.request()
                .contentType("text/csv")
                .body("Year,Headline\n2023,Mine\n".getBytes(StandardCharsets.UTF_8))
                .post("/v1/timelines/" + timeline + "/imports"));
        attack.expect(attack.request()
                .contentType("application/json")
                .body("{\"description\":\"Mine\"}")
                .put("/v1/event-types/mine.made"));
        attack.expect(attack.request().delete("/v1/event-types/mine.made"));

        assertEquals(List.of(), published());
    }

    @ParameterizedTest
    @CsvSource({
        "/desk/kyiv, story-*, 202, ''",
        "/desk/*, story-*, 202, ''",
        "*, *, 202, ''",
        "/desk/lviv, story-*, 403, source-not-allowed",
        "/desk/kyi, story-*, 403, source-not-allowed",
        "/desk/kyiv/*, story-*, 403, source-not-allowed",
        "/desk/kyiv, story, 403, timeline-not-allowed",
        "/desk/kyiv, other-*, 403, timeline-not-allowed",
        "'', story-*, 403, source-not-allowed",
        "/desk/kyiv, '', 403, timeline-not-allowed"
    })
    void a_limited_publisher_publishes_what_is_theirs(String source, String timelines, int status, String code) {
        String token = Tokens.limited(
                source.isEmpty() ? List.of() : List.of(source), timelines.isEmpty() ? List.of() : List.of(timelines));
        String event = Front.event(timeline, "report").toString();

        Response one = as(token).contentType(Front.STRUCTURED).body(event).post("/v1/events");
        Response all =
                as(token).contentType(Front.BATCHED).body("[" + event + "]").post("/v1/events");
        Response line = as(token)
                .contentType("application/x-ndjson")
                .body((event + "\n").getBytes(StandardCharsets.UTF_8))
                .post("/v1/events");

        for (Response answer : List.of(one, all)) {
            assertEquals(status, answer.statusCode(), answer.asString());
            assertEquals(code, status == 202 ? "" : answer.path("code"));
        }
        assertTrue(line.asString().contains("\"status\":" + status), line.asString());
        assertEquals(status == 202, !published().isEmpty());
    }

    @ParameterizedTest
    @CsvSource({
        "/desk/../other, 403",
        "/desk/..?x, 403",
        "/desk/./kyiv, 403",
        "/desk/%2e%2E/other, 403",
        "/desk/.%2e, 403",
        "/desk/..., 202",
        "/desk/.kyiv, 202",
        "/desk/v1.0/x, 202",
    })
    void no_dot_segment_leads_a_source_out_of_what_is_theirs(String source, int status) {
        as(Tokens.limited(List.of("/desk/*"), List.of("*")))
                .contentType(Front.STRUCTURED)
                .body(Front.event(timeline, "report").put("source", source).toString())
                .post("/v1/events")
                .then()
                .statusCode(status);
    }

    @Test
    void a_batch_with_one_event_that_is_not_theirs_is_refused_whole() {
        ObjectNode foreign = Front.event(timeline, "foreign").put("source", "/desk/lviv");

        as(Tokens.limited(List.of("/desk/kyiv"), List.of("*")))
                .contentType(Front.BATCHED)
                .body("[" + Front.event(timeline, "own") + "," + foreign + "]")
                .post("/v1/events")
                .then()
                .statusCode(403)
                .body("code", equalTo("source-not-allowed"))
                .body("detail", containsString("/desk/lviv"));

        assertEquals(List.of(), published());
    }

    @Test
    void a_limited_publisher_describes_and_imports_into_what_is_theirs() {
        String token = Tokens.limited(List.of("/imports/*"), List.of("other-*"));

        as(token)
                .contentType("application/json")
                .body("{\"title\":\"Mine\"}")
                .put("/v1/timelines/" + timeline)
                .then()
                .statusCode(403)
                .body("code", equalTo("timeline-not-allowed"));
        as(token)
                .contentType("text/csv")
                .body("Year,Headline\n2023,Mine\n".getBytes(StandardCharsets.UTF_8))
                .post("/v1/timelines/" + timeline + "/imports")
                .then()
                .statusCode(403)
                .body("code", equalTo("timeline-not-allowed"));
    }

    @ParameterizedTest
    @CsvSource({
        "annals_sources, *, '', 403, timeline-not-allowed",
        "annals_timelines, *, '', 202,",
        "annals_timelines, *, private, 403, visibility-not-allowed",
        "annals_timelines, *, public, 403, visibility-not-allowed",
        "annals_visibility, other-*, private, 403, visibility-not-allowed",
        "annals_visibility, story-*, private, 202,",
        "annals_reads, *, '', 202,",
        "annals_reads, *, public, 403, visibility-not-allowed",
    })
    void who_describes_a_timeline_and_who_sees_it_are_rights_of_their_own(
            String claim, String names, String visibility, int status, @Nullable String code) {
        ObjectNode claims = Tokens.claims("somebody", "publisher");
        claims.putArray(claim).add(names);
        String more = visibility.isEmpty() ? "" : ",\"visibility\":\"" + visibility + "\"";

        Response answer = as(Tokens.signed(claims))
                .contentType("application/json")
                .body("{\"title\":\"Mine\"" + more + "}")
                .put("/v1/timelines/" + timeline);

        assertEquals(status, answer.statusCode(), answer.asString());
        assertEquals(code, answer.path("code"));
    }

    @Test
    void a_publisher_has_a_share_of_the_streams() throws Exception {
        String desk = "Authorization: Bearer " + Tokens.signed(Tokens.claims("desk", "publisher"));
        List<Duplex> streams = new ArrayList<>();
        try {
            for (int i = 0; i < 4; i++) {
                Duplex stream = new Duplex(desk);
                streams.add(stream);
                stream.send(Front.event(timeline, "event-" + i)).answer();
            }
            try (Duplex fifth = new Duplex(desk)) {
                assertTrue(fifth.head().startsWith("HTTP/1.1 429 "));
            }
            try (Duplex other = new Duplex("Authorization: Bearer " + Tokens.of("publisher"))) {
                assertTrue(other.send(Front.event(timeline, "other"))
                        .answer()
                        .toString()
                        .contains("202"));
            }
            streams.get(0).end().answers();
            try (Duplex next = new Duplex(desk)) {
                assertTrue(next.send(Front.event(timeline, "next"))
                        .answer()
                        .toString()
                        .contains("202"));
            }
        } finally {
            for (Duplex stream : streams) {
                stream.close();
            }
        }
    }

    @Test
    void types_are_read_by_everybody_and_changed_by_admins() {
        given().get("/v1/event-types").then().statusCode(200);
        as(Tokens.of("publisher"))
                .contentType("application/json")
                .body("{\"description\":\"Mine\"}")
                .put("/v1/event-types/mine.made")
                .then()
                .statusCode(403)
                .body("detail", containsString("admin"));
        as(Tokens.of("admin"))
                .contentType("application/json")
                .body("{\"description\":\"Ours\"}")
                .put("/v1/event-types/ours.made")
                .then()
                .statusCode(201);
    }

    @Test
    void who_did_what_is_written_down_without_what_they_said() {
        List<String> lines = new ArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord record) {
                lines.add(record.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger audit = Logger.getLogger("annals.audit");
        audit.addHandler(handler);
        try {
            ObjectNode retraction = Front.event(timeline, "report-2").put("retracts", "report");
            retraction.putObject("data").put("reason", "A secret reason");
            as(Tokens.of("publisher"))
                    .contentType(Front.BATCHED)
                    .body("[" + Front.event(timeline, "report") + "," + retraction + "]")
                    .post("/v1/events")
                    .then()
                    .statusCode(202);
        } finally {
            audit.removeHandler(handler);
        }

        assertEquals(2, lines.size(), lines.toString());
        assertTrue(lines.get(0).startsWith("{\"action\":\"published\",\"who\":\"publisher\""), lines.get(0));
        assertTrue(lines.get(1).startsWith("{\"action\":\"retracted\",\"who\":\"publisher\""), lines.get(1));
        assertTrue(lines.get(1).contains("\"id\":\"report-2\""), lines.get(1));
        assertTrue(lines.stream().noneMatch(line -> line.contains("secret") || line.contains("Bearer")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/v1/events/", "//v1/events", "/v1/./events", "/v1/x/../events", "/v1/events;x=y", "/v1/%65vents"
            })
    void no_way_of_writing_a_path_leads_past_the_roles(String path) {
        Response answer = given().urlEncodingEnabled(false)
                .contentType(Front.STRUCTURED)
                .body(Front.event(timeline, "attack").toString())
                .post(path);

        assertTrue(Set.of(400, 401, 404, 405).contains(answer.statusCode()), path + " " + answer.statusLine());
        assertEquals(List.of(), published());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/timelines/{t}%2f..%2fother", "/v1/timelines/other/../{t}", "/v1/timelines/{t};x=y"})
    void a_path_names_the_timeline_that_is_checked(String path) {
        Response answer = as(Tokens.limited(List.of("*"), List.of("mine")))
                .urlEncodingEnabled(false)
                .contentType("application/json")
                .body("{\"title\":\"Mine\"}")
                .put(path.replace("{t}", timeline));

        assertTrue(Set.of(400, 403, 404).contains(answer.statusCode()), path + " " + answer.statusLine());
        assertEquals(List.of(), published());
    }

    @Test
    void a_large_body_without_a_token_does_not_hold_up_the_connection() {
        byte[] large = new byte[4 * 1024 * 1024];
        Arrays.fill(large, (byte) ' ');

        given().contentType(Front.BATCHED).body(large).post("/v1/events").then().statusCode(401);
    }

    /** What is sent, and what it is answered with. */
    record Attack(String name, @Nullable String authorization, int status, String code) {

        RequestSpecification request() {
            RequestSpecification request = given();
            return authorization == null ? request : request.header("Authorization", authorization);
        }

        void expect(Response answer) {
            answer.then()
                    .statusCode(status)
                    .contentType("application/problem+json")
                    .body("code", equalTo(code));
            assertEquals(status == 401, answer.header("WWW-Authenticate") != null);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private List<String> published() {
        JsonNode messages = Topic.messages("annals.events", timeline);
        List<String> ids = new ArrayList<>();
        messages.forEach(message -> ids.add(message.at("/headers/ce_id").asText()));
        return ids;
    }

    private static RequestSpecification as(String token) {
        return given().header("Authorization", "Bearer " + token);
    }

    private static String encoded(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
