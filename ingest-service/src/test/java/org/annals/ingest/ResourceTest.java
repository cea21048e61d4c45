// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.annals.local.InfrastructureTestResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Methods and media types of every resource. */
@QuarkusTest
@WithTestResource(InfrastructureTestResource.class)
class ResourceTest {

    /** A resource, with the methods that it has. */
    record Resource(String path, String allow) {

        @Override
        public String toString() {
            return path;
        }

        String address() {
            return path.replace("{type}", "report.issued").replace("{timeline}", "story-" + UUID.randomUUID());
        }
    }

    static List<Resource> resources() {
        return List.of(
                new Resource("/v1/events", "POST, OPTIONS"),
                new Resource("/v1/event-types", "GET, HEAD, OPTIONS"),
                new Resource("/v1/event-types/{type}", "DELETE, GET, PUT, HEAD, OPTIONS"),
                new Resource("/v1/partitions", "GET, PUT, HEAD, OPTIONS"),
                new Resource("/v1/timelines/{timeline}", "PUT, OPTIONS"),
                new Resource("/v1/timelines/{timeline}/imports", "POST, OPTIONS"));
    }

    @Test
    void names_every_resource_that_is_described() {
        Set<Object> described = new HashSet<>(given().get("/q/openapi?format=json")
                .jsonPath()
                .<Object, Object>getMap("paths")
                .keySet());

        described.removeAll(resources().stream().map(Resource::path).toList());
        assertEquals(Set.of(), described);
    }

    @ParameterizedTest
    @MethodSource("resources")
    void tells_which_methods_there_are(Resource resource) {
        given().options(resource.address()).then().statusCode(200).header("Allow", resource.allow());

        List<String> allowed = Arrays.asList(resource.allow().split(", "));
        for (String method : List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "PURGE")) {
            if (!allowed.contains(method)) {
                Response refused =
                        given().body("{}").contentType("application/json").request(method, resource.address());
                refused.then().statusCode(405).header("Allow", resource.allow());
                if (!method.equals("HEAD")) {
                    refused.then().body("code", equalTo("method-not-allowed"));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("resources")
    void does_nothing_for_a_client_that_accepts_no_answer(Resource resource) {
        for (String accept : List.of("text/html", "*/*;q=0", "application/json;q=0, application/x-ndjson;q=0, */*")) {
            for (String method : List.of("GET", "POST", "PUT", "DELETE")) {
                if (resource.allow().contains(method)) {
                    given().accept(accept)
                            .contentType("application/json")
                            .body("{}")
                            .request(method, resource.address())
                            .then()
                            .statusCode(406)
                            .contentType("application/problem+json")
                            .body("code", equalTo("not-acceptable"));
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/event-types", "/v1/event-types/report.issued"})
    void answers_in_the_form_that_is_accepted(String path) {
        for (String accept : List.of(
                "application/json;q=0.9",
                "Application/JSON",
                "text/html ; q=1 , application/json ; q=0.5",
                "application/*",
                "text/html;level=\",\", */*;q=0.1",
                "json",
                ";")) {
            given().header("Accept", accept)
                    .get(path)
                    .then()
                    .statusCode(200)
                    .header("Content-Type", "application/json;charset=UTF-8");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "application/cloudevents+json ; charset=utf-8 | 202",
                "application/cloudevents+json; | 202",
                "Application/CloudEvents+JSON;charset=\"utf-8\" | 202",
                "application / cloudevents+json | 415",
                "cloudevents+json | 415",
                "; | 415",
                "*/* | 415",
            })
    void reads_a_content_type_as_it_may_be_written(String contentType, int status) {
        String event = """
                {"specversion":"1.0","id":"%s","source":"/desk","type":"report.issued","subject":"resource-test",
                 "data":{"occurred":"2022","title":"One"}}""".formatted(UUID.randomUUID());

        given().header("Content-Type", contentType)
                .body(event.getBytes(StandardCharsets.UTF_8))
                .post("/v1/events")
                .then()
                .statusCode(status);
    }

    @Test
    void reads_a_description_with_a_space_before_its_charset() {
        given().header("Content-Type", "application/json ; charset=utf-8")
                .body("{\"title\":\"A title\"}".getBytes(StandardCharsets.UTF_8))
                .put("/v1/timelines/story-" + UUID.randomUUID())
                .then()
                .statusCode(202);
    }
}
