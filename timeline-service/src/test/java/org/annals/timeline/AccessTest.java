// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline;

import static io.restassured.RestAssured.given;
import static org.annals.timeline.Topic.data;
import static org.annals.timeline.Topic.event;
import static org.annals.timeline.Topic.publish;
import static org.annals.timeline.Topic.with;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.annals.local.InfrastructureTestResource;
import org.annals.local.TokenKey;
import org.annals.timeline.event.EventId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who sees what, where tokens are asked for; each attack is a row. */
@QuarkusTest
@QuarkusTestResource(InfrastructureTestResource.class)
@TestProfile(LoginProfile.class)
class AccessTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    /** In every text of the private timeline, and in nothing else. */
    private static final String SECRET = "zanzibarov";

    private static String open = "";
    private static String hidden = "";
    private static String hiddenEvent = "";
    private static String openEvent = "";

    /** Most tests only read the two timelines; a test that adds to them publishes its own first. */
    @BeforeEach
    void publish_both_once() {
        if (open.isEmpty()) {
            publishBoth();
        }
    }

    private static void publishBoth() {
        open = "open-" + UUID.randomUUID();
        hidden = "hidden-" + UUID.randomUUID();
        hiddenEvent = EventId.of(hidden, Topic.SOURCE, "plan").toString();
        openEvent = EventId.of(open, Topic.SOURCE, "report").toString();
        describe(hidden, "private");
        publish(event(hidden, "plan", "plan.made"), """
                {"occurred":"2022-08-04","title":"The plan of %1$s","tags":["%1$s"],
                 "actors":[{"name":"%1$s","kind":"person"}],
                 "links":[{"rel":"responds-to","id":"report","timeline":"%2$s"}]}""".formatted(SECRET, open));
        // What can never be stored, and so is listed as rejected.
        publish(with(event(hidden, "plan-2", "plan.made"), "ce_retracts", "plan"), "{\"reason\":\"" + SECRET + "\"}");
        publish(with(event(hidden, "plan-3", "plan.made"), "ce_corrects", "plan"), data("2022", SECRET));
        publish(event(open, "report", "report.issued"), """
                {"occurred":"2022-08-04","title":"A report",
                 "links":[{"rel":"caused-by","id":"plan","timeline":"%s"}]}""".formatted(hidden));
        await().atMost(LIMIT)
                .until(() -> sequence(hidden) == 2
                        && as(null).get("/v1/timelines/" + open).statusCode() == 200);
    }

    static Stream<String> ofTheTimeline() {
        return Stream.of(
                "/v1/timelines/{hidden}",
                "/v1/timelines/{hidden}/events",
                "/v1/timelines/{hidden}/events?q=" + SECRET,
                "/v1/timelines/{hidden}/events?format=jsonfeed",
                "/v1/timelines/{hidden}/events?format=atom",
                "/v1/timelines/{hidden}/events?format=icalendar",
                "/v1/timelines/{hidden}/events?format=geojson",
                "/v1/timelines/{hidden}/events?format=csv",
                "/v1/timelines/{hidden}/events?format=jsonld",
                "/v1/timelines/{hidden}/events?format=timelinejs",
                "/v1/timelines/{hidden}/events?format=cloudevents",
                "/v1/timelines/{hidden}/changes",
                "/v1/timelines/{hidden}/changes?after=2&wait=1s",
                "/v1/timelines/{hidden}/stream",
                "/v1/timelines/{hidden}/event-ids",
                "/v1/timelines/{hidden}/facets",
                "/v1/timelines/{hidden}/verify",
                "/v1/timelines/{hidden}/checkpoint",
                "/v1/events/{hiddenEvent}",
                "/v1/events/{hiddenEvent}/revisions",
                "/v1/events/{hiddenEvent}/thread",
                "/timelines/{hidden}",
                "/timelines/{hidden}/strip",
                "/timelines/{hidden}/events/{hiddenEvent}",
                "/timelines/{open}/events/{hiddenEvent}",
                "/embed/{hidden}");
    }

    static Stream<String> ofAll() {
        return Stream.of(
                "/",
                "/v1/timelines",
                "/v1/timelines?limit=500",
                "/v1/events",
                "/v1/events?q=" + SECRET,
                "/v1/events?actor=" + SECRET,
                "/v1/events?tag=" + SECRET,
                "/v1/events?retracted=include&asOf=2100-01-01T00:00:00Z",
                "/v1/events?order=-revised&retracted=include",
                "/v1/events?format=jsonfeed",
                "/v1/events?format=atom",
                "/v1/events?format=icalendar",
                "/v1/events?format=geojson",
                "/v1/events?format=csv",
                "/v1/events?format=jsonld",
                "/v1/events?format=timelinejs",
                "/v1/events?format=cloudevents",
                "/v1/facets",
                "/v1/facets?retracted=include",
                "/v1/facets?type=plan.*",
                "/v1/events/{openEvent}",
                "/v1/events/{openEvent}/revisions",
                "/v1/events/{openEvent}/thread",
                "/timelines/{open}",
                "/timelines/{open}/events/{openEvent}",
                "/embed/{open}");
    }

    @ParameterizedTest
    @MethodSource("ofTheTimeline")
    void a_private_timeline_is_none_for_others(String path) {
        for (String token : others()) {
            Response answer = as(token).get(address(path));

            assertEquals(404, answer.statusCode(), answer.asString());
            assertFalse(answer.asString().contains(SECRET), answer.asString());
        }
    }

    @ParameterizedTest
    @MethodSource("ofTheTimeline")
    void what_is_said_of_a_private_timeline_is_what_is_said_of_none(String path) {
        String none = "hidden-" + UUID.randomUUID();
        String noEvent = UUID.randomUUID().toString();

        Response real = as(null).get(address(path));
        Response made = as(null).get(address(path.replace("{hidden}", none).replace("{hiddenEvent}", noEvent)));

        assertEquals(made.statusCode(), real.statusCode());
        assertEquals(made.asString().replace(none, hidden).replace(noEvent, hiddenEvent), real.asString());
    }

    @ParameterizedTest
    @MethodSource("ofAll")
    void nothing_of_a_private_timeline_is_among_others(String path) {
        for (String token : others()) {
            Response answer = as(token).get(address(path));

            assertEquals(200, answer.statusCode(), answer.asString());
            assertFalse(answer.asString().contains("The plan"), answer.asString());
            assertFalse(answer.asString().contains("plan.made"), answer.asString());
        }
    }

    @ParameterizedTest
    @MethodSource("ofTheTimeline")
    void its_readers_see_it(String path) {
        // A stream does not end; its own test reads it. A frame is for other sites.
        if (path.contains("/stream") || path.contains("/embed") || path.contains("/timelines/{open}")) {
            return;
        }
        for (String token : List.of(Tokens.reader(hidden), Tokens.reader("hidden-*"), Tokens.of("admin"))) {
            Response answer = as(token).get(address(path));

            assertTrue(answer.statusCode() == 200 || answer.statusCode() == 410, answer.asString());
        }
    }

    @Test
    void events_of_a_private_timeline_are_looked_up_by_its_readers_alone() {
        String body = "{\"eventIds\":[\"" + hiddenEvent + "\"]}";
        for (String token : others()) {
            as(token)
                    .contentType("application/json")
                    .body(body)
                    .post("/v1/timelines/" + hidden + "/event-lookups")
                    .then()
                    .statusCode(404)
                    .body("code", equalTo("unknown-timeline"));
            as(token)
                    .contentType("application/json")
                    .body(body)
                    .post("/v1/timelines/" + open + "/event-lookups")
                    .then()
                    .statusCode(200)
                    .body("items.size()", equalTo(0));
        }
        as(Tokens.reader(hidden))
                .contentType("application/json")
                .body(body)
                .post("/v1/timelines/" + hidden + "/event-lookups")
                .then()
                .statusCode(200)
                .body("items.eventId", hasItem(hiddenEvent));
    }

    @Test
    void its_readers_find_it_among_others() {
        String token = Tokens.reader(hidden);

        as(token).get("/v1/timelines?limit=500").then().body("items.timeline", hasItem(hidden));
        as(token)
                .get("/v1/events?retracted=include&type=plan.made&q=" + SECRET)
                .then()
                .body("items.timeline", hasItem(hidden));
    }

    @Test
    void every_path_of_the_api_is_tried() {
        Set<String> tried = new TreeSet<>();
        Stream.concat(ofTheTimeline(), ofAll())
                .map(path -> path.replaceAll("\\?.*", "")
                        .replace("{hiddenEvent}", "{eventId}")
                        .replace("{openEvent}", "{eventId}")
                        .replace("{hidden}", "{timeline}"))
                .forEach(tried::add);
        // Each has a test of its own; the keys are for everybody.
        tried.addAll(List.of(
                "/v1/stream", "/v1/rejections", "/.well-known/jwks.json", "/v1/timelines/{timeline}/event-lookups"));

        Set<String> described = new TreeSet<>(as(null).get("/q/openapi?format=json")
                .jsonPath()
                .<String, Object>getMap("paths")
                .keySet());

        described.removeAll(tried);
        assertEquals(Set.of(), described);
    }

    @Test
    void a_rejected_message_is_for_publishers_and_one_of_a_private_timeline_for_its_readers() {
        publishBoth();
        publish(with(event(hidden, "late", "plan.made"), "ce_corrects", "plan"), data("2022", SECRET));
        publish(with(event(open, "report", "report.issued"), "ce_time", "2022-01-01T00:00:00Z"), data("2023", "Other"));
        String admin = Tokens.of("admin");
        await().atMost(LIMIT).until(() -> {
            List<String> timelines =
                    as(admin).get("/v1/rejections?limit=500").jsonPath().getList("items.timeline");
            return timelines.contains(hidden) && timelines.contains(open);
        });

        as(null).get("/v1/rejections").then().statusCode(401).body("code", equalTo("missing-token"));
        as(Tokens.reader(hidden)).get("/v1/rejections").then().statusCode(403).body("code", equalTo("role-missing"));
        as(Tokens.of("publisher"))
                .get("/v1/rejections?limit=500")
                .then()
                .statusCode(200)
                .body("items.timeline", hasItem(open))
                .body("items.timeline", not(hasItem(hidden)));
    }

    @ParameterizedTest
    @CsvSource({
        "annals_sources, /desk/kyiv, true",
        "annals_sources, /desk/*, true",
        "annals_sources, *, true",
        "annals_sources, /desk/lviv, false",
        "annals_sources, /desk/kyi, false",
        "annals_sources, /d_sk/*, false",
        "annals_timelines, open-*, true",
        "annals_timelines, other-*, false",
        "annals_timelines, open, false",
    })
    void a_rejected_message_is_for_those_who_may_publish_it(String claim, String names, boolean shown) {
        publishBoth();
        publish(with(event(open, "report", "report.issued"), "ce_time", "2022-01-01T00:00:00Z"), data("2023", "Other"));
        publish(
                with(
                        with(event(open, "fix", "report.issued"), "ce_source", "/desk/../other"),
                        "ce_time",
                        "2022-01-01T00:00:00Z"),
                data("2023", "First"));
        publish(
                with(
                        with(event(open, "fix", "report.issued"), "ce_source", "/desk/../other"),
                        "ce_time",
                        "2022-01-01T00:00:00Z"),
                data("2023", "Second"));
        String admin = Tokens.of("admin");
        await().atMost(LIMIT).until(() -> rejections(admin).size() == 2);

        ObjectNode claims = Tokens.claims("limited");
        claims.putArray("groups").add("publisher");
        claims.putArray(claim).add(names);
        List<String> seen = rejections(Tokens.KEY.token(claims.toString()));

        assertEquals(shown, seen.contains(Topic.SOURCE));
        boolean isOther = names.equals("*") || (claim.equals("annals_timelines") && shown);
        assertEquals(isOther, seen.contains("/desk/../other"));
    }

    /** The sources of those of the open timeline. */
    private List<String> rejections(String token) {
        return as(token)
                .get("/v1/rejections?limit=500")
                .jsonPath()
                .getList("items.findAll { it.timeline == '" + open + "' }.source");
    }

    @Test
    void a_misspelt_search_tells_nothing_of_names_that_are_private() {
        publishBoth();
        // Only who sees all is told that the name is spelt so somewhere.
        String name = "Pokalchuk" + UUID.randomUUID().toString().substring(0, 4);
        publish(event(open, "named", "report.issued"), """
                {"occurred":"2022","title":"Named","actors":[{"name":"%s","kind":"person"}]}""".formatted(name));
        await().atMost(LIMIT).until(() -> found(name.replace('u', 'o')).contains("named"));
        publish(event(hidden, "named", "plan.made"), """
                {"occurred":"2022","title":"Named","actors":[{"name":"%s","kind":"person"}]}""".formatted(name.replace('u', 'o')));
        await().atMost(LIMIT).until(() -> sequence(hidden) == 3);

        assertTrue(found(name.replace('u', 'o')).contains("named"), "found as before");
    }

    private List<String> found(String words) {
        return as(null).get("/v1/timelines/" + open + "/events?q=" + words)
                .jsonPath()
                .getList("items.id");
    }

    @Test
    void a_stream_of_all_leaves_out_what_is_private_and_one_of_it_ends_when_it_becomes_so() throws Exception {
        String story = "open-" + UUID.randomUUID();
        publish(event(story, "one", "report.issued"), data("2022", "One"));
        await().atMost(LIMIT).until(() -> as(null).get("/v1/timelines/" + story).statusCode() == 200);

        try (EventSource all = new EventSource("/v1/stream");
                EventSource one = new EventSource("/v1/timelines/" + story + "/stream")) {
            await().atMost(LIMIT)
                    .until(() -> !all.retry().isEmpty() && !one.retry().isEmpty());
            publish(event(story, "two", "report.issued"), data("2022", "Two"));
            await().atMost(LIMIT)
                    .until(() -> all.events().size() >= 1 && one.events().size() == 1);

            describe(story, "private");
            publish(event(story, "three", "report.issued"), data("2022", "Three " + SECRET));
            publish(event(open, "last", "report.issued"), data("2022", "The last"));

            await().atMost(LIMIT)
                    .until(() ->
                            all.events().stream().anyMatch(sent -> sent.data().contains("The last")));
            await().atMost(LIMIT).until(() -> one.comments().contains("completed"));
            assertTrue(all.events().stream().noneMatch(sent -> sent.data().contains(SECRET)));
            assertEquals(1, one.events().size());
        }
    }

    @Test
    void who_waits_for_a_timeline_that_becomes_private_waits_for_nothing() throws Exception {
        String story = "open-" + UUID.randomUUID();
        publish(event(story, "one", "report.issued"), data("2022", "One"));
        await().atMost(LIMIT).until(() -> as(null).get("/v1/timelines/" + story).statusCode() == 200);
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            Future<Response> waiting =
                    thread.submit(() -> as(null).get("/v1/timelines/" + story + "/changes?after=1&wait=5s"));

            describe(story, "private");
            publish(event(story, "two", "report.issued"), data("2022", "Two " + SECRET));

            assertFalse(waiting.get().asString().contains(SECRET));
        } finally {
            thread.shutdownNow();
        }
    }

    @Test
    void a_stream_ends_with_its_token() {
        ObjectNode claims = Tokens.claims("reader");
        claims.putArray("groups").add("reader");
        claims.putArray("annals_reads").add(hidden);
        claims.put("exp", Instant.now().plusSeconds(3).getEpochSecond());

        Response answer = as(Tokens.KEY.token(claims.toString())).get("/v1/timelines/" + hidden + "/stream?after=0");

        // The whole of it, as it has an end.
        assertTrue(answer.asString().contains("The plan of " + SECRET), answer.asString());
    }

    static Stream<Attack> attacks() {
        String good = Tokens.of("admin");
        String[] parts = good.split("\\.", -1);
        ObjectNode claims = Tokens.claims("somebody");
        claims.putArray("groups").add("admin");
        String none = encoded("{\"alg\":\"none\"}") + "." + encoded(claims.toString()) + ".";
        List<Attack> attacks = new ArrayList<>();
        attacks.add(new Attack("no token", null, 401, "missing-token"));
        attacks.add(new Attack("not a token", "Bearer x", 401, "invalid-token"));
        attacks.add(new Attack("an empty token", "Bearer ", 401, "missing-token"));
        attacks.add(new Attack("another scheme", "Basic YWRtaW46YWRtaW4=", 401, "missing-token"));
        attacks.add(new Attack("expired", bearer(changed(claims, "exp", past())), 401, "invalid-token"));
        attacks.add(new Attack("never expires", bearer(without(claims, "exp")), 401, "invalid-token"));
        attacks.add(new Attack("not yet valid", bearer(changed(claims, "nbf", future())), 401, "invalid-token"));
        attacks.add(new Attack(
                "signed by another key", "Bearer " + TokenKey.anew().token(claims.toString()), 401, "invalid-token"));
        attacks.add(new Attack("for another service", bearer(text(claims, "aud", "other")), 401, "invalid-token"));
        attacks.add(new Attack("for no service", bearer(without(claims, "aud")), 401, "invalid-token"));
        attacks.add(new Attack("of nobody", bearer(without(claims, "sub")), 401, "invalid-token"));
        attacks.add(new Attack("not signed (alg=none)", "Bearer " + none, 401, "invalid-token"));
        attacks.add(
                new Attack("its signature cut off", "Bearer " + parts[0] + "." + parts[1] + ".", 401, "invalid-token"));
        attacks.add(new Attack(
                "altered after it was signed",
                "Bearer " + parts[0] + "." + encoded(claims.toString()) + "." + parts[2],
                401,
                "invalid-token"));
        attacks.add(new Attack(
                "signed with the public key as a secret (HS256)",
                "Bearer " + Tokens.forged(claims),
                401,
                "invalid-token"));
        attacks.add(new Attack("no role", bearer(without(claims, "groups")), 403, "role-missing"));
        attacks.add(new Attack("another role", "Bearer " + Tokens.of("subscriber"), 403, "role-missing"));
        attacks.add(new Attack("a role that is none", "Bearer " + Tokens.of("ADMIN"), 403, "role-missing"));
        return attacks.stream();
    }

    @ParameterizedTest
    @MethodSource("attacks")
    void an_attack_is_refused(Attack attack) {
        RequestSpecification request = given();
        if (attack.authorization() != null) {
            request.header("Authorization", attack.authorization());
        }

        Response answer = request.get("/v1/rejections");

        answer.then()
                .statusCode(attack.status())
                .contentType("application/problem+json")
                .body("code", equalTo(attack.code()));
        assertEquals(attack.status() == 401, answer.header("WWW-Authenticate") != null);
    }

    @Test
    void a_token_that_is_wrong_is_refused_even_where_none_is_needed() {
        given().header("Authorization", "Bearer x")
                .get("/v1/timelines")
                .then()
                .statusCode(401)
                .body("code", equalTo("invalid-token"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/rejections/",
                "//v1/rejections",
                "/v1//rejections",
                "/v1/./rejections",
                "/v1/timelines/../rejections",
                "/v1/timelines/%2e%2e/rejections",
                "/v1/%72ejections",
                "/v1/rejections;x=y",
                "/v1;x=y/rejections",
                "/V1/REJECTIONS",
                "/v1/rejections%00",
                "/v1/rejections%2f",
                "/q/../v1/rejections",
                "/q/swagger-ui/../../v1/rejections",
                "/assets/../v1/rejections"
            })
    void no_way_of_writing_a_path_leads_past_the_roles(String path) {
        Response answer = given().urlEncodingEnabled(false).get(path);

        assertTrue(Set.of(400, 401, 404).contains(answer.statusCode()), path + " " + answer.statusLine());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/timelines/{hidden};x=y",
                "/v1/timelines/%68idden{rest}",
                "/v1/timelines/x/../{hidden}",
                "/v1//timelines/{hidden}",
                "/v1/timelines/{hidden}/",
                "/v1/timelines/{hidden}%20",
                "/v1/timelines/{hidden}?seesAll=true",
                "/v1/timelines?cursor=",
                "/v1/events?asOf=2100-01-01T00:00:00Z&limit=500"
            })
    void no_way_of_writing_a_path_leads_to_a_private_timeline(String path) {
        String address = path.replace("{hidden}", hidden).replace("{rest}", hidden.substring("hidden".length()));

        Response answer = given().urlEncodingEnabled(false).get(address);

        assertFalse(answer.asString().contains("\"visibility\":\"private\""), answer.asString());
        assertFalse(answer.asString().contains("The plan"), answer.asString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Forwarded-User: admin",
                "X-Original-URL: /v1/rejections",
                "X-HTTP-Method-Override: GET",
                "X-Forwarded-For: 127.0.0.1",
                "Forwarded: for=127.0.0.1;proto=https",
                "Cookie: q_session=x; groups=admin"
            })
    void no_header_makes_somebody_of_nobody(String header) {
        String[] parts = header.split(": ", -1);

        given().header(parts[0], parts[1]).get("/v1/rejections").then().statusCode(401);
    }

    @Test
    void what_was_answered_to_one_is_not_kept_for_another() {
        Response reader = as(Tokens.reader(hidden)).get("/v1/timelines");
        Response nobody = as(null).get("/v1/timelines");

        assertTrue(reader.header("Cache-Control").startsWith("private"));
        assertTrue(reader.headers().getValues("Vary").toString().contains("Authorization"));
        given().header("If-None-Match", reader.header("ETag"))
                .get("/v1/timelines")
                .then()
                .statusCode(200);
        assertTrue(nobody.header("Cache-Control").startsWith("public"));
    }

    @ParameterizedTest
    @CsvSource({"annals.example.org, 200", "ANNALS.example.org:443, 200", "other.example.org, 403"})
    void answers_under_the_names_that_are_configured(String host, int status) {
        Response response = given().header("Host", host).get("/v1/timelines/" + open + "/events?format=atom");

        assertEquals(status, response.statusCode());
        assertEquals(status == 403, response.asString().contains("host-not-allowed"));
    }

    @Test
    void a_line_end_in_a_header_or_path_is_no_header() {
        Response answer = given().urlEncodingEnabled(false).get("/v1/timelines/x%0d%0aSet-Cookie:%20a=b");

        assertEquals(404, answer.statusCode());
        assertEquals(null, answer.header("Set-Cookie"));
    }

    /** What is sent, and what it is answered with. */
    record Attack(String name, @Nullable String authorization, int status, String code) {
        @Override
        public String toString() {
            return name;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"unlisted", "PUBLIC", ""})
    void an_unknown_visibility_hides_a_timeline_and_leaving_it_out_keeps_it(String visibility) {
        String story = "unlisted-" + UUID.randomUUID();
        publish(event(story, "before", "report.issued"), data("2022", "Before"));
        describe(story, visibility);
        publish(
                with(
                        event(story, UUID.randomUUID().toString(), "annals.timeline.described"),
                        "ce_source",
                        "/annals/timelines"),
                "{\"title\":\"Described again\"}");
        publish(event(story, "after", "report.issued"), data("2022", "After"));
        await().atMost(LIMIT).until(() -> sequence(story) == 2);

        as(null).get("/v1/timelines/" + story).then().statusCode(404);
        as(Tokens.of("admin"))
                .get("/v1/timelines/" + story)
                .then()
                .body("visibility", equalTo("private"), "title", equalTo("Described again"));
        await().atMost(LIMIT)
                .untilAsserted(() -> assertEquals(
                        "private",
                        Topic.headers(Topic.read("annals.changes", story).get(1))
                                .get("ce_visibility")));
    }

    private List<@Nullable String> others() {
        List<@Nullable String> others = new ArrayList<>();
        others.add(null);
        others.add(Tokens.reader());
        others.add(Tokens.reader("other-*", "hidden", "hidden-"));
        // Whoever publishes or subscribes is no reader by that.
        others.add(Tokens.of("publisher"));
        others.add(Tokens.of("subscriber"));
        return others;
    }

    private String address(String path) {
        return path.replace("{hiddenEvent}", hiddenEvent)
                .replace("{openEvent}", openEvent)
                .replace("{hidden}", hidden)
                .replace("{open}", open);
    }

    private static RequestSpecification as(@Nullable String token) {
        RequestSpecification request = given().redirects().follow(false).accept("*/*");
        return token == null ? request : request.header("Authorization", "Bearer " + token);
    }

    private static int sequence(String timeline) {
        Response answer = as(Tokens.of("admin")).get("/v1/timelines/" + timeline);
        return answer.statusCode() == 200 ? answer.jsonPath().getInt("sequence") : -1;
    }

    private static void describe(String timeline, String visibility) {
        Map<String, String> headers = event(timeline, UUID.randomUUID().toString(), "annals.timeline.described");
        publish(
                with(headers, "ce_source", "/annals/timelines"),
                "{\"title\":\"The story of " + timeline + "\",\"visibility\":\"" + visibility + "\"}");
    }

    private static String bearer(ObjectNode claims) {
        return "Bearer " + Tokens.KEY.token(claims.toString());
    }

    private static ObjectNode changed(ObjectNode claims, String name, long value) {
        return claims.deepCopy().put(name, value);
    }

    private static ObjectNode text(ObjectNode claims, String name, String value) {
        return claims.deepCopy().put(name, value);
    }

    private static ObjectNode without(ObjectNode claims, String name) {
        ObjectNode less = claims.deepCopy();
        less.remove(name);
        return less;
    }

    private static long past() {
        return Instant.now().minusSeconds(600).getEpochSecond();
    }

    private static long future() {
        return Instant.now().plusSeconds(600).getEpochSecond();
    }

    private static String encoded(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
