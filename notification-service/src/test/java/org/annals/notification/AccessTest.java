// SPDX-License-Identifier: Apache-2.0
package org.annals.notification;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.Method;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.annals.local.TokenKey;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose subscriptions are whose, and who is told of private timelines, where tokens are asked for. */
@QuarkusTest
@TestProfile(LoginProfile.class)
class AccessTest {

    private static final JsonNode GOLDEN = golden();

    @Inject
    EntityManager entities;

    private final String timeline = ChangesTopic.newTimeline();
    private final String olena = "olena-" + UUID.randomUUID();
    private final String mark = "mark-" + UUID.randomUUID();

    @AutoClose
    private final ChangesTopic topic = new ChangesTopic();

    @AutoClose
    private final Receiver receiver = new Receiver();

    static Stream<Attack> attacks() {
        ObjectNode claims = Tokens.claims("somebody", "admin");
        String[] parts = Tokens.of("admin").split("\\.", -1);
        ObjectNode expired =
                claims.deepCopy().put("exp", Instant.now().minusSeconds(600).getEpochSecond());
        ObjectNode anonymous = claims.deepCopy();
        anonymous.remove("sub");
        ObjectNode elsewhere = claims.deepCopy().put("aud", "other");
        return Stream.of(
                new Attack("no token", null, 401, "missing-token"),
                new Attack("not a token", "Bearer x", 401, "invalid-token"),
                new Attack("expired", "Bearer " + Tokens.signed(expired), 401, "invalid-token"),
                new Attack("another key", "Bearer " + TokenKey.anew().token(claims.toString()), 401, "invalid-token"),
                new Attack("of nobody", "Bearer " + Tokens.signed(anonymous), 401, "invalid-token"),
                new Attack("another service", "Bearer " + Tokens.signed(elsewhere), 401, "invalid-token"),
                new Attack(
                        "alg=none",
                        "Bearer " + encoded("{\"alg\":\"none\"}") + "." + encoded(claims.toString()) + ".",
                        401,
                        "invalid-token"),
                new Attack("the public key as a secret", "Bearer " + Tokens.forged(claims), 401, "invalid-token"),
                new Attack(
                        "altered",
                        "Bearer " + parts[0] + "." + encoded(claims.toString()) + "." + parts[2],
                        401,
                        "invalid-token"),
                new Attack("a publisher", "Bearer " + Tokens.of("publisher"), 403, "role-missing"),
                new Attack("a reader", "Bearer " + Tokens.of("reader"), 403, "role-missing"));
    }

    @ParameterizedTest
    @MethodSource("attacks")
    void an_attack_reaches_nothing(Attack attack) {
        String id = subscribe(Tokens.subscriber(olena), Map.of());

        for (Call call : Call.ALL) {
            Response answer = call.by(attack.request(), id);

            assertEquals(attack.status(), answer.statusCode(), call + " " + answer.asString());
            assertEquals(attack.code(), answer.path("code"), call + " " + answer.asString());
        }

        as(Tokens.subscriber(olena)).get("/v1/subscriptions/" + id).then().statusCode(200);
    }

    @Test
    void the_subscription_of_another_is_none() {
        String id = subscribe(Tokens.subscriber(olena), Map.of());

        for (Call call : Call.OF_ONE) {
            Response answer = call.by(as(Tokens.subscriber(mark)), id);

            assertEquals(404, answer.statusCode(), call + " " + answer.asString());
            assertEquals("unknown-subscription", answer.path("code"), call + " " + answer.asString());
        }
        as(Tokens.subscriber(mark)).get("/v1/subscriptions").then().body("items", empty());
        as(Tokens.subscriber(mark))
                .get("/v1/subscriptions?timeline=" + timeline)
                .then()
                .body("items", empty());
        as(Tokens.subscriber(olena)).get("/v1/subscriptions").then().body("items.id", contains(id));
        as(Tokens.subscriber(olena)).get("/v1/subscriptions/" + id).then().body("status", equalTo("active"));
    }

    @Test
    void an_admin_sees_all_and_whose_they_are() {
        String id = subscribe(Tokens.subscriber(olena), Map.of());

        as(Tokens.of("admin")).get("/v1/subscriptions/" + id).then().body("owner", equalTo(olena));
        as(Tokens.of("admin"))
                .get("/v1/subscriptions?timeline=" + timeline)
                .then()
                .body("items.id", hasItem(id));
        as(Tokens.of("admin")).delete("/v1/subscriptions/" + id).then().statusCode(204);
    }

    @Test
    void deliveries_of_everybody_are_for_admins() {
        as(Tokens.subscriber(olena)).get("/v1/deliveries").then().statusCode(403);
        as(Tokens.subscriber(olena)).post("/v1/deliveries/retry").then().statusCode(403);
        as(Tokens.of("admin")).get("/v1/deliveries").then().statusCode(200);
    }

    @Test
    void nobody_names_another_owner() {
        Response answer = as(Tokens.subscriber(mark))
                .contentType("application/json")
                .body(Map.of(
                        "sink",
                        receiver.url("/hook"),
                        "protocol",
                        "HTTP",
                        "owner",
                        olena,
                        "timelines",
                        List.of(timeline)))
                .post("/v1/subscriptions");

        assertEquals(400, answer.statusCode());
    }

    @Test
    void a_private_change_goes_to_those_who_may_read_its_timeline() {
        subscribe(Tokens.subscriber(olena, timeline), Map.of("sink", receiver.url("/reader")));
        subscribe(Tokens.subscriber(mark), Map.of("sink", receiver.url("/other")));
        subscribe(Tokens.of("admin"), Map.of("sink", receiver.url("/admin")));

        putPrivate(1);
        topic.put(timeline, 2, "report.issued");

        // What came after it has arrived at all.
        await().until(() -> receiver.received("/other").size() == 1
                && receiver.received("/reader").size() == 2
                && receiver.received("/admin").size() == 2);
        assertTrue(receiver.received("/other").get(0).body().contains("Change 2"));
    }

    @ParameterizedTest
    @CsvSource({"story, false", "story-, false", "story-*, true", "*, true", "other-*, false"})
    void the_names_of_a_token_are_whole_or_end_in_a_star(String reads, boolean told) {
        subscribe(Tokens.subscriber(olena, reads), Map.of("sink", receiver.url("/hook")));

        putPrivate(1);
        topic.put(timeline, 2, "report.issued");

        await().until(() -> receiver.received("/hook").stream()
                .anyMatch(webhook -> webhook.body().contains("Change 2")));
        assertEquals(told ? 2 : 1, receiver.received("/hook").size());
    }

    @Test
    void a_timeline_that_was_made_private_is_not_previewed_caught_up_with_or_replayed() {
        topic.put(timeline, 1, "report.issued");
        describe("private", 1);
        awaitHidden();

        String late = subscribe(Tokens.subscriber(mark), Map.of("sink", receiver.url("/late"), "since", "beginning"));
        as(Tokens.subscriber(mark))
                .post("/v1/subscriptions/" + late + "/replay")
                .then()
                .statusCode(202);
        subscribe(Tokens.subscriber(olena, timeline), Map.of("sink", receiver.url("/reader"), "since", "beginning"));

        await().until(() -> receiver.received("/reader").size() == 1);
        await().until(() -> Management.get("/metrics").asString().contains("annals_catchups_owed 0.0"));
        describe("public", 1);
        topic.put(timeline, 2, "report.issued");
        await().until(() -> receiver.received("/late").stream()
                .anyMatch(webhook -> webhook.body().contains("Change 2")));
        assertEquals(1, receiver.received("/late").size());
    }

    @Test
    void whoever_was_told_of_an_event_is_not_told_of_its_correction_in_private() {
        subscribe(Tokens.subscriber(mark), Map.of("sink", receiver.url("/hook")));
        topic.put(timeline, 1, "report.issued");
        await().until(() -> receiver.received("/hook").size() == 1);

        describe("private", 1);
        Map<String, String> correction = ChangesTopic.headers(timeline, 2, "report.issued");
        correction.put("ce_eventid", ChangesTopic.eventId(timeline, 1).toString());
        correction.put("ce_revision", "2");
        correction.put("ce_kind", "correction");
        correction.put("ce_visibility", "private");
        topic.put(timeline, correction, "{\"title\":\"Corrected\"}");
        topic.put(timeline, 3, "report.issued");

        await().until(() -> receiver.received("/hook").stream()
                .anyMatch(webhook -> webhook.body().contains("Change 3")));
        assertTrue(receiver.received("/hook").stream()
                .noneMatch(webhook -> webhook.body().contains("Corrected")));
    }

    @Test
    void what_waits_is_not_sent_after_its_timeline_became_private() {
        Receiver.Answer later = exchange -> {
            exchange.getResponseHeaders().add("retry-after", "2");
            Receiver.respond(exchange, 503, "");
        };
        receiver.answer("/retried", later);
        receiver.answer("/ordered", later);
        receiver.answer("/reader", later);
        String retried = subscribe(Tokens.subscriber(mark), Map.of("sink", receiver.url("/retried")));
        String ordered = subscribe(Tokens.subscriber(mark), Map.of("sink", receiver.url("/ordered"), "ordered", true));
        String reader = subscribe(Tokens.subscriber(olena, timeline), Map.of("sink", receiver.url("/reader")));
        topic.put(timeline, 1, "report.issued");
        topic.put(timeline, 2, "report.issued");
        await().until(() -> receiver.received("/retried").size() == 2
                && receiver.received("/reader").size() == 2
                && receiver.received("/ordered").size() == 1);

        describe("private", 2);
        awaitHidden();
        receiver.answer("/reader", 200, "");

        await().until(() -> statuses(mark, retried).equals(List.of("withheld", "withheld")));
        await().until(() -> statuses(mark, ordered).equals(List.of("withheld", "withheld")));
        await().until(() -> statuses(olena, reader).equals(List.of("delivered", "delivered")));
        assertEquals(2, receiver.received("/retried").size());
        assertEquals(1, receiver.received("/ordered").size());
        String unsent = as(Tokens.subscriber(mark))
                .get("/v1/subscriptions/" + ordered + "/deliveries")
                .jsonPath()
                .getString("items.find { it.sequence == 2 }.id");
        as(Tokens.subscriber(mark))
                .get("/v1/subscriptions/" + ordered + "/deliveries/" + unsent)
                .then()
                .statusCode(200)
                .body("attempts", empty(), "body", nullValue());
    }

    @Test
    void a_digest_does_not_tell_of_a_timeline_that_became_private() {
        Inbox inbox = Inbox.create();
        String id = subscribe(
                Tokens.subscriber(mark),
                Map.of(
                        "sink",
                        inbox.sink(),
                        "protocol",
                        "EMAIL",
                        "pace",
                        Map.of("every", "day", "at", "07:30", "zone", "UTC")));
        inbox.confirm();
        topic.put(timeline, 1, "report.issued");
        await().until(() -> statuses(mark, id).equals(List.of("queued")));
        describe("private", 1);
        awaitHidden();

        QuarkusTransaction.requiringNew()
                .run(() -> entities.createNativeQuery("UPDATE delivery SET next_attempt = now() WHERE timeline = :x")
                        .setParameter("x", timeline)
                        .executeUpdate());

        await().until(() -> statuses(mark, id).equals(List.of("withheld")));
        assertTrue(inbox.letters().stream().noneMatch(letter -> letter.subject().startsWith("[" + timeline)));
    }

    @Test
    void a_visibility_that_annals_does_not_write_hides_nothing() {
        subscribe(Tokens.subscriber(mark), Map.of("sink", receiver.url("/hook")));
        Map<String, String> headers = ChangesTopic.headers(timeline, 1, "report.issued");
        headers.put("ce_visibility", "internal");

        topic.put(timeline, headers, "{\"title\":\"Change 1\"}");

        await().until(() -> receiver.received("/hook").size() == 1);
    }

    @Test
    void descriptions_that_are_hostile_stop_nothing() {
        topic.put(timeline, 1, "report.issued");
        Random random = new Random(20221204);
        for (int i = 0; i < 60; i++) {
            ProducerRecord<byte @Nullable [], byte @Nullable []> record = new ProducerRecord<>(
                    "annals.timelines",
                    // A compacted topic takes none without a key.
                    i % 3 == 0 ? new byte[0] : String.valueOf(random.nextInt()).getBytes(StandardCharsets.UTF_8),
                    i % 5 == 0 ? "{\"visibility\":\"public\"}".getBytes(StandardCharsets.UTF_8) : noise(random));
            for (String name : List.of("ce_sequence", "ce_time", "content-type")) {
                if (random.nextInt(4) > 0) {
                    record.headers().add(name, noise(random));
                }
            }
            topic.putRaw(record);
        }

        describe("private", 1);

        awaitHidden();
        describe("public", 1);
        await().until(() -> previewed(Tokens.subscriber(mark)).contains(1));
    }

    private static byte @Nullable [] noise(Random random) {
        byte[] bytes = new byte[random.nextInt(200)];
        random.nextBytes(bytes);
        return random.nextInt(3) == 0 ? null : bytes;
    }

    private static List<String> statuses(String owner, String id) {
        return as(Tokens.subscriber(owner))
                .get("/v1/subscriptions/" + id + "/deliveries")
                .jsonPath()
                .getList("items.status");
    }

    @Test
    void what_was_private_is_for_everybody_once_its_timeline_is_public() {
        putPrivate(1);
        describe("public", 1);
        await().until(() -> previewed(Tokens.subscriber(mark)).contains(1));
    }

    @Test
    void an_owner_who_may_read_no_more_is_told_no_more_once_they_change_it() {
        String id = subscribe(Tokens.subscriber(olena, timeline), Map.of("sink", receiver.url("/hook")));
        putPrivate(1);
        await().until(() -> receiver.received("/hook").size() == 1);

        as(Tokens.subscriber(olena))
                .contentType("application/merge-patch+json")
                .body(Map.of("description", "Left the desk"))
                .patch("/v1/subscriptions/" + id)
                .then()
                .statusCode(200);
        putPrivate(2);
        topic.put(timeline, 3, "report.issued");

        await().until(() -> receiver.received("/hook").stream()
                .anyMatch(webhook -> webhook.body().contains("Change 3")));
        assertEquals(2, receiver.received("/hook").size());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/subscriptions/../subscriptions/{id}",
                "//v1/subscriptions/{id}",
                "/v1/subscriptions//{id}",
                "/v1/subscriptions/{id}/",
                "/v1/subscriptions/{id};x=y",
                "/v1/subscriptions;x=y/{id}",
                "/v1/%73ubscriptions/{id}",
                "/v1/subscriptions/{id}/../{id}/deliveries"
            })
    void no_way_of_writing_a_path_leads_to_the_subscription_of_another(String path) {
        String id = subscribe(Tokens.subscriber(olena), Map.of());

        Response answer = as(Tokens.subscriber(mark)).urlEncodingEnabled(false).get(path.replace("{id}", id));

        assertTrue(Set.of(400, 404).contains(answer.statusCode()), path + " " + answer.statusLine());
    }

    /** What is sent, and what it is answered with. */
    record Attack(String name, @Nullable String authorization, int status, String code) {

        RequestSpecification request() {
            return authorization == null ? given() : given().header("Authorization", authorization);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private record Call(
            Method method, String path, @Nullable String body) {

        static final List<Call> OF_ONE = List.of(
                new Call(Method.GET, "/v1/subscriptions/{id}", null),
                new Call(Method.PATCH, "/v1/subscriptions/{id}", "{\"description\":\"Mine\"}"),
                new Call(Method.POST, "/v1/subscriptions/{id}/pause", null),
                new Call(Method.POST, "/v1/subscriptions/{id}/resume", null),
                new Call(Method.POST, "/v1/subscriptions/{id}/test", null),
                new Call(Method.POST, "/v1/subscriptions/{id}/replay", "{}"),
                new Call(Method.POST, "/v1/subscriptions/{id}/rotate-secret", null),
                new Call(Method.GET, "/v1/subscriptions/{id}/deliveries", null),
                new Call(Method.GET, "/v1/subscriptions/{id}/deliveries/{id}", null),
                new Call(Method.POST, "/v1/subscriptions/{id}/deliveries/retry", null),
                new Call(Method.POST, "/v1/subscriptions/{id}/deliveries/{id}/retry", null),
                new Call(Method.POST, "/v1/subscriptions/{id}/deliveries/{id}/skip", null),
                new Call(Method.DELETE, "/v1/subscriptions/{id}", null));

        static final List<Call> ALL = Stream.concat(
                        OF_ONE.stream(),
                        Stream.of(
                                new Call(Method.GET, "/v1/subscriptions", null),
                                new Call(
                                        Method.POST,
                                        "/v1/subscriptions",
                                        "{\"sink\":\"https://example.org\",\"protocol\":\"HTTP\"}"),
                                new Call(Method.POST, "/v1/subscriptions/preview", "{}"),
                                new Call(Method.GET, "/v1/deliveries", null),
                                new Call(Method.GET, "/v1/deliveries/{id}", null),
                                new Call(Method.POST, "/v1/deliveries/retry", null),
                                new Call(Method.POST, "/v1/deliveries/{id}/retry", null)))
                .toList();

        Response by(RequestSpecification request, String id) {
            if (body != null) {
                request.contentType("application/json").body(body);
            }
            return request.request(method, path.replace("{id}", id));
        }
    }

    private String subscribe(String token, Map<String, Object> more) {
        Map<String, Object> body = new LinkedHashMap<>(
                Map.of("sink", receiver.url("/hook"), "protocol", "HTTP", "timelines", List.of(timeline)));
        body.putAll(more);
        Response answer = as(token).contentType("application/json").body(body).post("/v1/subscriptions");
        answer.then().statusCode(201);
        return answer.path("id");
    }

    private void putPrivate(long sequence) {
        Map<String, String> headers = ChangesTopic.headers(timeline, sequence, "report.issued");
        headers.put("ce_visibility", "private");
        topic.put(timeline, headers, "{\"title\":\"Change " + sequence + "\"}");
    }

    /** As timeline-service does: by the golden file that its tests write. */
    private void describe(String visibility, long sequence) {
        Map<String, String> headers = new LinkedHashMap<>();
        GOLDEN.get("headers")
                .properties()
                .forEach(
                        header -> headers.put(header.getKey(), header.getValue().textValue()));
        headers.put("ce_subject", timeline);
        headers.put("ce_sequence", String.format("%012d", sequence));
        headers.put("ce_time", Instant.now().toString());
        ObjectNode value = GOLDEN.get("value").deepCopy();
        topic.putTo(
                "annals.timelines",
                timeline,
                headers,
                value.put("visibility", visibility).toString());
    }

    private static JsonNode golden() {
        try {
            return new ObjectMapper()
                    .readTree(
                            Path.of("..", "contracts", "annals.timelines.json").toFile())
                    .get(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitHidden() {
        // The first preview reads the topic while classes are loaded: on a busy machine, that takes a while.
        await().atMost(Duration.ofSeconds(30))
                .until(() -> previewed(Tokens.subscriber(mark)).isEmpty());
    }

    private List<Integer> previewed(String token) {
        return as(token)
                .contentType("application/json")
                .body(Map.of("timelines", List.of(timeline)))
                .post("/v1/subscriptions/preview?last=500")
                .jsonPath()
                .getList("items.findAll { it.timeline == '" + timeline + "' }.sequence");
    }

    private static RequestSpecification as(String token) {
        return given().header("Authorization", "Bearer " + token);
    }

    private static String encoded(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
