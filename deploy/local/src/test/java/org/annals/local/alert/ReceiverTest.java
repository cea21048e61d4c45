// SPDX-License-Identifier: Apache-2.0
package org.annals.local.alert;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.standardwebhooks.Webhook;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.time.LocalTime;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.annals.local.client.CommandFailure;
import org.annals.local.client.Json;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReceiverTest {

    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final String BODY = """
            {"subject":"story","sequence":"000000000012","kind":"correction","type":"outcry.began",
             "data":{"title":"Anger"}}""";

    private final List<JsonNode> alerts = new CopyOnWriteArrayList<>();
    private final List<String> refusals = new CopyOnWriteArrayList<>();
    private Receiver receiver;

    @BeforeEach
    void listen() throws Exception {
        receiver = new Receiver(0, SECRET, alerts::add, refusals::add);
    }

    @AfterEach
    void close() {
        receiver.close();
    }

    @Test
    void takes_a_webhook_whose_signature_verifies() throws Exception {
        int status = post(SECRET, BODY);

        assertEquals(204, status);
        assertEquals(List.of(Json.MAPPER.readTree(BODY)), alerts);
    }

    @Test
    void refuses_a_webhook_that_another_signed() throws Exception {
        int status = post("whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD", BODY);

        assertEquals(401, status);
        assertEquals(List.of(), alerts);
        assertTrue(refusals.get(0).startsWith("A request came whose signature does not verify"), refusals.get(0));
    }

    @Test
    void refuses_a_signed_webhook_that_is_not_json() throws Exception {
        assertEquals(400, post(SECRET, "no json"));
    }

    @Test
    void says_so_when_its_port_is_taken() {
        int taken = receiver.address().getPort();

        CommandFailure failure =
                assertThrows(CommandFailure.class, () -> new Receiver(taken, SECRET, alerts::add, refusals::add));

        assertTrue(failure.toString().contains("Port " + taken + " is taken"), failure.toString());
    }

    @Test
    void shows_an_alert_on_one_line() throws Exception {
        assertEquals(
                "09:05:00  signature ok  story #12  correction  outcry.began  Anger",
                Subscribe.line(Json.MAPPER.readTree(BODY), LocalTime.of(9, 5)));
    }

    private int post(String secret, String body) throws Exception {
        long timestamp = Instant.now().getEpochSecond();
        HttpRequest request = HttpRequest.newBuilder(receiver.address())
                .header("webhook-id", "msg_1")
                .header("webhook-timestamp", Long.toString(timestamp))
                .header("webhook-signature", new Webhook(secret).sign("msg_1", timestamp, body))
                .POST(BodyPublishers.ofString(body))
                .build();
        return HttpClient.newHttpClient()
                .send(request, BodyHandlers.discarding())
                .statusCode();
    }
}
