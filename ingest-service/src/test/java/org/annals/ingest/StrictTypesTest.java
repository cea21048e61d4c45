// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest;

import static io.restassured.RestAssured.given;
import static org.annals.ingest.Front.STRUCTURED;
import static org.annals.ingest.Front.post;
import static org.hamcrest.Matchers.contains;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(StrictWithTimeline.class)
class StrictTypesTest {

    private final String timeline = "story-" + UUID.randomUUID();

    @Test
    void refuses_an_event_of_a_type_that_nobody_registered() {
        post(
                        STRUCTURED,
                        Front.event(timeline, "misspelt")
                                .put("type", "report.isued")
                                .toString())
                .statusCode(400)
                .body("violations.pointer", contains("/type"))
                .body("violations.message", contains("is not registered; did you mean report.issued?"));
    }

    @Test
    void takes_an_event_of_a_type_once_it_is_registered() {
        String type = "bridge.painted-" + UUID.randomUUID();
        given().contentType("application/json")
                .body("{\"description\": \"A bridge was painted.\"}")
                .put("/v1/event-types/" + type)
                .then()
                .statusCode(201);

        post(STRUCTURED, Front.event(timeline, "painted").put("type", type).toString())
                .statusCode(202);
    }
}
