// SPDX-License-Identifier: Apache-2.0
package org.annals.notification;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Methods, media types and preconditions of every resource. */
@QuarkusTest
class ResourceTest {

    private static final String JSON = "application/json";
    private static final String HTML = "text/html";

    /** A resource, with the methods that it has and the media type that it answers in. */
    record Resource(String path, String allow, String type) {

        @Override
        public String toString() {
            return path;
        }

        String address() {
            return path.replaceAll("\\{[a-z]+}", UUID.randomUUID().toString());
        }
    }

    private String subscription = "";

    static List<Resource> resources() {
        return List.of(
                new Resource("/v1/deliveries", "GET, HEAD, OPTIONS", JSON),
                new Resource("/v1/deliveries/retry", "POST, OPTIONS", JSON),
                new Resource("/v1/deliveries/{id}", "GET, HEAD, OPTIONS", JSON),
                new Resource("/v1/deliveries/{id}/retry", "POST, OPTIONS", JSON),
                new Resource("/v1/mail/{token}/confirm", "GET, POST, HEAD, OPTIONS", HTML),
                new Resource("/v1/mail/{token}/unsubscribe", "GET, POST, HEAD, OPTIONS", HTML),
                new Resource("/v1/subscriptions", "GET, POST, HEAD, OPTIONS", JSON),
                new Resource("/v1/subscriptions/preview", "POST, OPTIONS", JSON),
                new Resource("/v1/subscriptions/{id}", "DELETE, GET, PATCH, HEAD, OPTIONS", JSON),
                new Resource("/v1/subscriptions/{id}/pause", "POST, OPTIONS", JSON),
                new Resource("/v1/subscriptions/{id}/replay", "POST, OPTIONS", JSON),
                new Resource("/v1/subscriptions/{id}/resume", "POST, OPTIONS", JSON),
                new Resource("/v1/subscriptions/{id}/rotate-secret", "POST, OPTIONS", JSON),
                new Resource("/v1/subscriptions/{subscription}/deliveries", "GET, HEAD, OPTIONS", JSON),
                new Resource("/v1/subscriptions/{subscription}/deliveries/retry", "POST, OPTIONS", JSON),
                new Resource("/v1/subscriptions/{subscription}/deliveries/{delivery}", "GET, HEAD, OPTIONS", JSON),
                new Resource("/v1/subscriptions/{subscription}/deliveries/{delivery}/retry", "POST, OPTIONS", JSON),
                new Resource("/v1/subscriptions/{subscription}/deliveries/{delivery}/skip", "POST, OPTIONS", JSON),
                new Resource("/v1/subscriptions/{subscription}/test", "POST, OPTIONS", JSON));
    }

    @BeforeEach
    void subscribe() {
        subscription = "/v1/subscriptions/"
                + Subscriber.to(ChangesTopic.newTimeline(), "https://example.org/hook")
                        .id();
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
                Response refused = given().body("{}").contentType(JSON).request(method, resource.address());
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
        for (String accept : List.of("image/png", "*/*;q=0", resource.type() + ";q=0, */*")) {
            for (String method : List.of("GET", "POST", "PATCH", "DELETE")) {
                if (resource.allow().contains(method)) {
                    given().accept(accept)
                            .contentType(JSON)
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
    @ValueSource(
            strings = {
                "application/json;q=0.9",
                "Application/JSON",
                "text/html ; q=1 , application/json ; q=0.5",
                "application/*",
                "text/html;level=\",\", */*;q=0.1",
                "json",
                ";"
            })
    void answers_in_the_form_that_is_accepted(String accept) {
        for (String path : List.of("/v1/subscriptions", subscription, "/v1/deliveries")) {
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
                "application/json ; charset=utf-8 | 200",
                "application/merge-patch+json ; | 200",
                "Application/JSON;charset=\"utf-8\" | 200",
                "application / json | 415",
                "json | 415",
                "; | 415",
            })
    void reads_a_content_type_as_it_may_be_written(String contentType, int status) {
        given().header("Content-Type", contentType)
                .body("{\"description\":\"x\"}".getBytes(StandardCharsets.UTF_8))
                .patch(subscription)
                .then()
                .statusCode(status);
    }

    @ParameterizedTest
    @ValueSource(strings = {"%s", "W/%s", "\"other\", %s", "\"a,b\",W/%s , \"c\"", "*"})
    void answers_304_to_whoever_has_the_tag_in_any_form(String known) {
        String tag = given().get(subscription).header("ETag");

        given().header("If-None-Match", known.formatted(tag))
                .get(subscription)
                .then()
                .statusCode(304)
                .header("ETag", tag);
        given().header("If-None-Match", "\"other\"").get(subscription).then().statusCode(200);
    }

    @Test
    void removes_the_version_alone_that_is_named() {
        String tag = given().get(subscription).header("ETag");
        given().contentType(JSON)
                .body("{\"description\":\"x\"}")
                .patch(subscription)
                .then()
                .statusCode(200)
                .header("ETag", not(tag));

        given().header("If-Match", tag)
                .delete(subscription)
                .then()
                .statusCode(412)
                .body("code", equalTo("subscription-changed"));
        String now = given().get(subscription).header("ETag");
        given().header("If-Match", "W/" + now).delete(subscription).then().statusCode(412);
        given().header("If-Match", "\"other\", " + now)
                .delete(subscription)
                .then()
                .statusCode(204);
        given().header("If-Match", "*").delete(subscription).then().statusCode(404);
    }
}
