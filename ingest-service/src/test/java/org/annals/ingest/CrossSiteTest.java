// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.annals.local.InfrastructureTestResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What pages of other sites can make the browser of this machine's user send, where there is no login. */
@QuarkusTest
@WithTestResource(InfrastructureTestResource.class)
class CrossSiteTest {

    private final String timeline = "story-" + UUID.randomUUID();

    @ParameterizedTest
    @CsvSource({
        "Origin, https://evil.example",
        "Origin, http://localhost.evil.example",
        "Origin, http://127.0.0.1.evil.example",
        "Origin, null",
        "Sec-Fetch-Site, cross-site",
    })
    void a_page_of_another_site_publishes_nothing(String header, String value) {
        given().header(header, value)
                .header("Sec-Fetch-Mode", "navigate")
                .contentType("text/csv")
                .body("Year,Headline\n2023,Planted\n".getBytes(StandardCharsets.UTF_8))
                .post("/v1/timelines/" + timeline + "/imports?format=timelinejs-csv")
                .then()
                .statusCode(403)
                .contentType("application/problem+json")
                .body("code", equalTo("cross-site-request"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://localhost:3000", "http://127.0.0.1", "http://[::1]:8081"})
    void a_page_of_this_machine_publishes(String origin) {
        given().header("Origin", origin)
                .contentType(Front.STRUCTURED)
                .body(Front.event(timeline, "report").toString())
                .post("/v1/events")
                .then()
                .statusCode(202);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"rebound.evil.example", "localhost.evil.example:8081", "192.0.2.1", "127.0.0.1.evil.example"})
    void a_name_that_was_made_to_lead_here_is_refused(String host) {
        for (String path : new String[] {"/v1/event-types", "/q/swagger-ui/", "/none"}) {
            given().header("Host", host).get(path).then().statusCode(403).body("code", equalTo("host-not-allowed"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "LOCALHOST:8081", "127.0.0.1:1", "127.9.9.9", "[::1]:8081"})
    void every_name_of_this_machine_is_taken(String host) {
        given().header("Host", host).get("/v1/event-types").then().statusCode(200);
    }

    @Test
    void a_body_without_a_type_is_refused() throws Exception {
        assertEquals(415, statusOf("PUT", "/v1/timelines/" + timeline, "{\"title\":\"Planted\"}"));
        assertEquals(415, statusOf("PUT", "/v1/event-types/mine.made", "{\"description\":\"Mine\"}"));
        assertEquals(415, statusOf("POST", "/v1/events", "{}"));
        assertEquals(415, statusOf("POST", "/v1/timelines/" + timeline + "/imports?format=timelinejs-csv", "Year"));
    }

    @Test
    void http_2_without_tls_is_not_offered() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://localhost:" + RestAssured.port + "/v1/event-types"))
                .version(HttpClient.Version.HTTP_2)
                .build();
        assertEquals(
                HttpClient.Version.HTTP_1_1,
                HttpClient.newHttpClient()
                        .send(request, BodyHandlers.discarding())
                        .version());
    }

    private static int statusOf(String method, String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + RestAssured.port + path))
                .method(method, BodyPublishers.ofString(body))
                .build();
        return HttpClient.newHttpClient()
                .send(request, BodyHandlers.discarding())
                .statusCode();
    }
}
