// SPDX-License-Identifier: Apache-2.0
package org.annals.notification;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What pages of other sites can make the browser of this machine's user send, where there is no login. */
@QuarkusTest
class CrossSiteTest {

    private static final String SUBSCRIPTION =
            "{\"sink\":\"http://127.0.0.1:9/x\",\"protocol\":\"HTTP\",\"timelines\":[\"planted\"]}";

    @ParameterizedTest
    @CsvSource({"Origin, https://evil.example", "Origin, null", "Sec-Fetch-Site, cross-site"})
    void a_page_of_another_site_does_nothing(String header, String value) {
        given().header(header, value)
                .contentType("application/json")
                .body(SUBSCRIPTION)
                .post("/v1/subscriptions")
                .then()
                .statusCode(403)
                .body("code", equalTo("cross-site-request"));
        given().header(header, value).post("/v1/deliveries/retry").then().statusCode(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rebound.evil.example", "localhost.evil.example:8082"})
    void a_name_that_was_made_to_lead_here_is_refused(String host) {
        given().header("Host", host)
                .get("/v1/subscriptions")
                .then()
                .statusCode(403)
                .body("code", equalTo("host-not-allowed"));
    }

    @Test
    void a_body_without_a_type_is_refused() throws Exception {
        for (String path : new String[] {"/v1/subscriptions", "/v1/subscriptions/preview"}) {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + RestAssured.port + path))
                    .POST(BodyPublishers.ofString(SUBSCRIPTION))
                    .build();
            int status = HttpClient.newHttpClient()
                    .send(request, BodyHandlers.discarding())
                    .statusCode();
            assertEquals(415, status);
        }
    }
}
