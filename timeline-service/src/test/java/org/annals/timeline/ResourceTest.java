// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline;

import static io.restassured.RestAssured.given;
import static org.annals.timeline.Topic.data;
import static org.annals.timeline.Topic.event;
import static org.annals.timeline.Topic.publish;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.annals.local.InfrastructureTestResource;
import org.annals.timeline.event.EventId;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Methods and media types of every resource. All but one are read by GET alone. */
@QuarkusTest
@QuarkusTestResource(InfrastructureTestResource.class)
class ResourceTest {

    /** A resource, with the media types that it answers in; a reader who accepts anything gets the first one. */
    record Resource(String path, List<String> types) {

        Resource(String path, String... types) {
            this(path, List.of(types));
        }

        @Override
        public String toString() {
            return path;
        }
    }

    private static final String JSON = "application/json";
    private static final String HTML = "text/html";
    private static final String STREAM = "text/event-stream";
    private static final String[] LISTS = {
        JSON,
        "application/feed+json",
        "application/atom+xml",
        "text/calendar",
        "application/geo+json",
        "text/csv",
        "application/ld+json",
        "application/vnd.timelinejs+json",
        "application/x-ndjson"
    };
    private static final String ALLOW = "GET, HEAD, OPTIONS";
    private static final String TIMELINE = "story-" + UUID.randomUUID();

    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    static List<Resource> resources() {
        return List.of(
                new Resource("/", HTML),
                new Resource("/timelines/{timeline}", HTML),
                new Resource("/timelines/{timeline}/strip", JSON),
                new Resource("/timelines/{timeline}/events/{eventId}", HTML),
                new Resource("/embed/{timeline}", HTML),
                new Resource("/.well-known/jwks.json", "application/jwk-set+json"),
                new Resource("/v1/events", LISTS),
                new Resource("/v1/events/{eventId}", JSON),
                new Resource("/v1/events/{eventId}/thread", JSON),
                new Resource("/v1/events/{eventId}/revisions", JSON),
                new Resource("/v1/facets", JSON),
                new Resource("/v1/rejections", JSON),
                new Resource("/v1/stream", STREAM),
                new Resource("/v1/timelines", JSON),
                new Resource("/v1/timelines/{timeline}", JSON),
                new Resource("/v1/timelines/{timeline}/changes", JSON, "application/x-ndjson"),
                new Resource("/v1/timelines/{timeline}/checkpoint", JSON),
                new Resource("/v1/timelines/{timeline}/event-ids", JSON),
                new Resource("/v1/timelines/{timeline}/events", LISTS),
                new Resource("/v1/timelines/{timeline}/facets", JSON),
                new Resource("/v1/timelines/{timeline}/stream", STREAM),
                new Resource("/v1/timelines/{timeline}/verify", JSON));
    }

    @BeforeAll
    static void publish_an_event() {
        publish(event(TIMELINE, "a", "report.issued"), data("2022", "One"));
    }

    @BeforeEach
    void await_the_event() {
        Awaitility.await()
                .untilAsserted(
                        () -> given().get("/v1/timelines/" + TIMELINE).then().statusCode(200));
    }

    @Test
    void names_every_resource_that_is_described() {
        Set<String> described =
                given()
                        .accept(JSON)
                        .get("/q/openapi?format=json")
                        .jsonPath()
                        .<Object, Object>getMap("paths")
                        .keySet()
                        .stream()
                        .map(Object::toString)
                        .collect(Collectors.toSet());

        described.removeAll(resources().stream().map(Resource::path).toList());
        // Asks in a body for what would not fit into an address.
        described.remove("/v1/timelines/{timeline}/event-lookups");
        assertEquals(Set.of(), described);
    }

    @ParameterizedTest
    @MethodSource("resources")
    void tells_which_methods_there_are(Resource resource) throws IOException, InterruptedException {
        Answer options = send("OPTIONS", resource, "*/*");

        assertEquals(200, options.statusCode());
        assertEquals(ALLOW, options.headers().firstValue("Allow").orElse("none"));
        for (String method : List.of("POST", "PUT", "PATCH", "DELETE", "PURGE")) {
            Answer refused = send(method, resource, "*/*");
            assertEquals(405, refused.statusCode(), method);
            assertEquals(ALLOW, refused.headers().firstValue("Allow").orElse("none"), method);
            assertEquals("application/problem+json", type(refused), method);
        }
    }

    @ParameterizedTest
    @MethodSource("resources")
    void answers_in_a_form_that_is_accepted_or_not_at_all(Resource resource) throws IOException, InterruptedException {
        String first = resource.types().get(0);
        assertAnswer(resource, "*/*", first);
        assertAnswer(resource, "none", first);
        assertAnswer(resource, "text/x-other, */*;q=0.1", first);
        for (String type : resource.types()) {
            assertAnswer(resource, type, type);
            assertAnswer(resource, type + ";q=0.9", type);
            assertAnswer(resource, "text/x-other ; level=\"1,;\" , " + type + " ; q=0.5;", type);
            assertAnswer(resource, "*/*;q=0.1," + type.toUpperCase(Locale.ROOT), type);
        }
        String last = resource.types().get(resource.types().size() - 1);
        assertAnswer(resource, "*/*; q=0.2, text/*;q=0.1, " + last + ";q=0.3", last);
        String none = String.join(";q=0, ", resource.types()) + ";q=0";
        for (String accept : List.of("text/x-other", "*/*;q=0", none + ", */*")) {
            Answer refused = send("GET", resource, accept);
            assertEquals(406, refused.statusCode(), accept);
            assertTrue(refused.body().contains(first), refused.body());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "*", ";;", "application/json;q=2", "/", "a/b/c", "\u00e9/\u00e9", ","})
    void passes_over_what_is_no_media_type(String accept) throws IOException, InterruptedException {
        assertEquals(200, send("GET", new Resource("/v1/timelines"), accept).statusCode());
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/no-such-thing, 404",
        "/v1/timelines/no-such-story, 404",
        "/v1/timelines/no-such-story/no-such-thing, 404",
        "/v1/events/no-such-event/revisions/, 404",
        "/assets/1/no.css, 404"
    })
    void knows_no_other_paths(String path, int status) throws IOException, InterruptedException {
        assertEquals(status, send("GET", new Resource(path), "*/*").statusCode());
    }

    @Test
    void answers_files_of_pages_in_their_own_form() throws IOException, InterruptedException {
        Matcher style = Pattern.compile("href=\"(/assets/[^\"]+css)\"")
                .matcher(send("GET", new Resource("/"), HTML).body());
        assertTrue(style.find());
        Resource file = new Resource(style.group(1));

        Answer answer = send("GET", file, "text/css,*/*;q=0.1");
        assertEquals("text/css", type(answer));
        assertEquals(List.of("Accept-Encoding"), answer.headers().allValues("Vary"));
        assertEquals(406, send("GET", file, "image/png").statusCode());
        assertEquals(405, send("POST", file, "*/*").statusCode());
    }

    private static void assertAnswer(Resource resource, String accept, String type)
            throws IOException, InterruptedException {
        Answer answer = send("GET", resource, accept);
        assertEquals(200, answer.statusCode(), accept);
        assertEquals(type, type(answer), accept);
        assertEquals(
                resource.types().size() > 1,
                answer.headers().allValues("Vary").contains("Accept"),
                answer.headers().toString());
    }

    /** Without charset, and with every other parameter that it has. */
    private static String type(Answer answer) {
        return answer.headers().firstValue("Content-Type").orElse("none").replaceFirst("(?i);\\s*charset=utf-8", "");
    }

    private record Answer(int statusCode, HttpHeaders headers, String body) {}

    /** The body of a stream is not read, as it has no end. */
    private static Answer send(String method, Resource resource, String accept)
            throws IOException, InterruptedException {
        String path = resource.path()
                .replace("{timeline}", TIMELINE)
                .replace("{eventId}", EventId.of(TIMELINE, Topic.SOURCE, "a").toString());
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + RestAssured.port + path))
                .timeout(Duration.ofSeconds(30));
        request.method(method, method.startsWith("P") ? BodyPublishers.ofString("{}") : BodyPublishers.noBody());
        if (!accept.equals("none")) {
            request.header("Accept", accept);
        }
        HttpResponse<InputStream> answer = CLIENT.send(request.build(), BodyHandlers.ofInputStream());
        try (InputStream body = answer.body()) {
            boolean isStream =
                    answer.headers().firstValue("Content-Type").orElse("").startsWith(STREAM);
            String text = isStream ? "" : new String(body.readAllBytes(), StandardCharsets.UTF_8);
            return new Answer(answer.statusCode(), answer.headers(), text);
        }
    }
}
