// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest;

import static io.restassured.RestAssured.given;
import static org.annals.ingest.Front.BATCHED;
import static org.annals.ingest.Front.STRUCTURED;
import static org.annals.ingest.Front.gzip;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;
import org.annals.local.InfrastructureTestResource;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(InfrastructureTestResource.class)
class GzipTest {

    private static final int MEGABYTE = 1024 * 1024;

    private final String timeline = "story-" + UUID.randomUUID();

    @Test
    void takes_events_that_are_zipped() {
        post(STRUCTURED, "gzip", gzip(event("one"))).statusCode(202);
        post(BATCHED, "GZIP", gzip("[" + event("two") + "," + event("three") + "]"))
                .statusCode(202);

        assertEquals(3, Topic.messages(timeline).size());
    }

    @Test
    void takes_zipped_data_in_binary_mode() {
        String data = "{\"occurred\":\"2022-08-04\",\"title\":\"A report was issued\"}";

        given().contentType("application/json")
                .header("content-encoding", "gzip")
                .header("ce-specversion", "1.0")
                .header("ce-id", "zipped")
                .header("ce-source", "/desk/kyiv")
                .header("ce-type", "report.issued")
                .header("ce-subject", timeline)
                .body(gzip(data))
                .post("/v1/events")
                .then()
                .statusCode(202);

        assertEquals(data, Topic.values(timeline).get(0));
    }

    @Test
    void takes_a_zipped_description() {
        given().contentType("application/json")
                .header("content-encoding", "gzip")
                .body(gzip("{\"title\":\"A report and what came of it\"}"))
                .put("/v1/timelines/" + timeline)
                .then()
                .statusCode(202);

        assertEquals(1, Topic.messages(timeline).size());
    }

    @Test
    void refuses_what_inflates_to_more_than_the_limit() {
        byte[] bomb = gzip(" ".repeat(200 * MEGABYTE));

        post(STRUCTURED, "gzip", bomb).statusCode(413).body("code", equalTo("request-too-large"));
    }

    @Test
    void refuses_more_than_the_limit_that_inflates_to_nothing() {
        byte[] nothing = gzip("");
        byte[] body = new byte[9 * MEGABYTE / nothing.length * nothing.length];
        for (int at = 0; at < body.length; at += nothing.length) {
            System.arraycopy(nothing, 0, body, at, nothing.length);
        }

        post(STRUCTURED, "gzip", body).statusCode(413).body("code", equalTo("request-too-large"));
    }

    @Test
    void refuses_what_is_no_gzip() {
        post(STRUCTURED, "gzip", event("plain").getBytes(StandardCharsets.UTF_8))
                .statusCode(400)
                .body("code", equalTo("invalid-gzip"));
    }

    @Test
    void refuses_gzip_that_ends_early() {
        byte[] whole = gzip(event("early"));

        post(STRUCTURED, "gzip", Arrays.copyOf(whole, whole.length - 3))
                .statusCode(400)
                .body("code", equalTo("invalid-gzip"))
                .body("detail", containsString("ends early"));
    }

    @Test
    void refuses_other_encodings_and_names_the_one_that_is_taken() {
        post(STRUCTURED, "br", event("other").getBytes(StandardCharsets.UTF_8))
                .statusCode(415)
                .header("accept-encoding", "gzip")
                .body("code", equalTo("unsupported-content-encoding"));
    }

    private String event(String id) {
        return Front.event(timeline, id).toString();
    }

    private static ValidatableResponse post(String contentType, String encoding, byte[] body) {
        return given().contentType(contentType)
                .header("content-encoding", encoding)
                .body(body)
                .post("/v1/events")
                .then();
    }
}
