// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import java.util.UUID;
import org.annals.local.InfrastructureTestResource;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(InfrastructureTestResource.class)
class BinaryModeTest {

    private static final String DATA = "{\"occurred\":\"2022-08-04\",\"title\":\"A report was issued\"}";

    private final String timeline = "story-" + UUID.randomUUID();

    @Test
    void publishes_an_event_with_its_attributes_in_headers() {
        event("%D0%B7%D0%B2%D1%96%D1%82-1")
                .header("ce-newsroom", "\"in \\\"Kyiv\\\"\"")
                .header("ce-backfill", "true")
                .body(" " + DATA + "\n")
                .post("/v1/events")
                .then()
                .statusCode(202)
                .body("accepted[0].id", equalTo("звіт-1"), "accepted[0].timeline", equalTo(timeline));

        JsonNode headers = Topic.messages(timeline).get(0).get("headers");
        assertEquals("звіт-1", headers.path("ce_id").asText());
        assertEquals("in \"Kyiv\"", headers.path("ce_newsroom").asText());
        assertEquals("true", headers.path("ce_backfill").asText());
        assertEquals("application/json", headers.path("content-type").asText());
        assertEquals(DATA, Topic.values(timeline).get(0));
    }

    @Test
    void names_all_violations_of_headers_and_body() {
        event("100%")
                .header("ce-type", "report.issued")
                .header("ce-backfill", "maybe")
                .body("{\"titel\":\"x\"}")
                .post("/v1/events")
                .then()
                .statusCode(400)
                .body("violations.pointer", hasItems("/id", "/type", "/backfill", "/data/titel", "/data/title"))
                .body("violations.message", hasItem("is not known; did you mean title?"));
    }

    @Test
    void tells_who_sends_a_whole_event_as_plain_json_what_to_send() {
        given().contentType("application/json")
                .body(Front.event(timeline, "plain").toString())
                .post("/v1/events")
                .then()
                .statusCode(415)
                .body("detail", containsString("application/cloudevents+json"));
    }

    private RequestSpecification event(String id) {
        return given().contentType("application/json")
                .header("ce-specversion", "1.0")
                .header("ce-id", id)
                .header("ce-source", "/desk/kyiv")
                .header("ce-type", "report.issued")
                .header("ce-subject", timeline);
    }
}
