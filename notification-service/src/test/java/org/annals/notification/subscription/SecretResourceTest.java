// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.subscription;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.standardwebhooks.Webhook;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.annals.notification.ChangesTopic;
import org.annals.notification.Receiver;
import org.annals.notification.Subscriber;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

@QuarkusTest
class SecretResourceTest {

    /** What X.509 has before the 32 bytes of a key of Ed25519. */
    private static final byte[] X509_HEAD = HexFormat.of().parseHex("302a300506032b6570032100");

    @AutoClose
    private final ChangesTopic topic = new ChangesTopic();

    @AutoClose
    private final Receiver receiver = new Receiver();

    private final String timeline = ChangesTopic.newTimeline();

    @Test
    void for_a_day_webhooks_are_signed_by_the_former_secret_too() {
        Subscriber subscriber = Subscriber.to(timeline, receiver.url("/hook"));

        Response answer = rotate(subscriber.id(), "");

        String secret = answer.then().statusCode(200).extract().path("secret");
        assertNotEquals(subscriber.secret(), secret);
        Duration validity = Duration.between(Instant.now(), Instant.parse(answer.path("formerValidUntil")));
        assertTrue(validity.toMinutes() >= 24 * 60 - 5 && validity.toMinutes() <= 24 * 60, validity::toString);
        Receiver.Webhook webhook = receive();
        assertEquals(2, signatures(webhook).length);
        assertDoesNotThrow(() -> new Webhook(secret).verify(webhook.body(), webhook.headers()));
        assertDoesNotThrow(() -> new Webhook(subscriber.secret()).verify(webhook.body(), webhook.headers()));
    }

    @Test
    void an_own_secret_can_be_given() {
        Subscriber subscriber = Subscriber.to(timeline, receiver.url("/hook"));
        String own = "whsec_" + Base64.getEncoder().encodeToString(new byte[32]);

        Response answer = rotate(subscriber.id(), "{\"secret\": \"" + own + "\"}");

        answer.then().statusCode(200).body("secret", equalTo(own));
        get("/v1/subscriptions/" + subscriber.id()).then().body("secret", nullValue());
        Receiver.Webhook webhook = receive();
        assertDoesNotThrow(() -> new Webhook(own).verify(webhook.body(), webhook.headers()));
    }

    @Test
    void a_bad_secret_is_refused_without_being_repeated() {
        Subscriber subscriber = Subscriber.to(timeline, receiver.url("/hook"));

        Response answer = rotate(subscriber.id(), "{\"secret\": \"whsec_c2hvcnQ=\", \"colour\": \"red\"}");

        answer.then().statusCode(400).body("code", equalTo("invalid-secret"));
        answer.then().body("violations.pointer", contains("/colour", "/secret"));
        assertFalse(answer.asString().contains("c2hvcnQ"));
    }

    @Test
    void what_is_not_about_the_secret_is_refused() {
        Subscriber subscriber = Subscriber.to(timeline, receiver.url("/hook"));

        Response answer = rotate(subscriber.id(), "{\"headers\": {\"x-key\": \"one\"}, \"rateLimit\": 1}");

        answer.then().statusCode(400).body("violations.pointer", contains("/headers", "/rateLimit"));
    }

    @Test
    void no_more_than_four_former_secrets_are_valid_at_once() {
        Subscriber subscriber = Subscriber.to(timeline, receiver.url("/hook"));
        for (int i = 0; i < 4; i++) {
            rotate(subscriber.id(), "").then().statusCode(200);
        }

        Response answer = rotate(subscriber.id(), "");

        answer.then().statusCode(409).body("code", equalTo("too-many-secrets"));
    }

    @Test
    void a_subscription_that_there_is_not_has_no_secret() {
        rotate(UUID.randomUUID().toString(), "").then().statusCode(404).body("code", equalTo("unknown-subscription"));
    }

    @Test
    void with_v1a_whoever_has_the_public_key_can_verify() throws Exception {
        String id = subscribeAsymmetric();

        Receiver.Webhook webhook = receive();

        String publicKey = get("/v1/subscriptions/" + id)
                .then()
                .body("protocolsettings.signature", equalTo("v1a"))
                .body("protocolsettings.publicKey", startsWith("whpk_"))
                .extract()
                .path("protocolsettings.publicKey");
        assertEquals(1, signatures(webhook).length);
        assertTrue(verifies(publicKey, webhook, signatures(webhook)[0]));
        assertFalse(verifies(publicKey, webhook, "v1a," + Base64.getEncoder().encodeToString(new byte[64])));
    }

    @Test
    void a_pair_of_keys_is_replaced_by_another() throws Exception {
        String id = subscribeAsymmetric();
        String former = get("/v1/subscriptions/" + id).path("protocolsettings.publicKey");

        String next =
                rotate(id, "").then().body("secret", nullValue()).extract().path("publicKey");

        assertNotEquals(former, next);
        Receiver.Webhook webhook = receive();
        assertTrue(verifies(next, webhook, signatures(webhook)[0]));
        assertTrue(verifies(former, webhook, signatures(webhook)[1]));
    }

    @Test
    void a_secret_is_replaced_by_a_pair_of_keys_when_asked() throws Exception {
        Subscriber subscriber = Subscriber.to(timeline, receiver.url("/hook"));

        String publicKey = rotate(subscriber.id(), "{\"signature\": \"v1a\"}")
                .then()
                .extract()
                .path("publicKey");

        Receiver.Webhook webhook = receive();
        assertTrue(verifies(publicKey, webhook, signatures(webhook)[0]));
        assertDoesNotThrow(() -> new Webhook(subscriber.secret()).verify(webhook.body(), webhook.headers()));
    }

    @Test
    void v1a_takes_no_secret() {
        String secret = "whsec_" + Base64.getEncoder().encodeToString(new byte[32]);

        Response answer = subscribe(Map.of("signature", "v1a", "secret", secret));

        answer.then().statusCode(400).body("violations.pointer", contains("/protocolsettings/secret"));
    }

    private String subscribeAsymmetric() {
        return subscribe(Map.of("signature", "v1a"))
                .then()
                .statusCode(201)
                .body("secret", nullValue())
                .extract()
                .path("id");
    }

    private Response subscribe(Map<String, Object> settings) {
        return given().contentType("application/json")
                .body(Map.of(
                        "sink",
                        receiver.url("/hook"),
                        "protocol",
                        "HTTP",
                        "timelines",
                        List.of(timeline),
                        "protocolsettings",
                        settings))
                .post("/v1/subscriptions");
    }

    private static Response rotate(String id, String body) {
        return given().contentType("application/json").body(body).post("/v1/subscriptions/{id}/rotate-secret", id);
    }

    private Receiver.Webhook receive() {
        topic.put(timeline, 1, "report.issued");
        await().until(() -> receiver.received("/hook").size() == 1);
        return receiver.received("/hook").get(0);
    }

    private static String[] signatures(Receiver.Webhook webhook) {
        return webhook.header("webhook-signature").split(" ", -1);
    }

    /** With what Java brings, and nothing of ours. */
    private static boolean verifies(String publicKey, Receiver.Webhook webhook, String signature) throws Exception {
        byte[] raw = Base64.getDecoder().decode(publicKey.substring("whpk_".length()));
        byte[] encoded = new byte[X509_HEAD.length + raw.length];
        System.arraycopy(X509_HEAD, 0, encoded, 0, X509_HEAD.length);
        System.arraycopy(raw, 0, encoded, X509_HEAD.length, raw.length);
        PublicKey key = KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
        Signature verifier = Signature.getInstance("Ed25519");
        verifier.initVerify(key);
        String content =
                webhook.header("webhook-id") + "." + webhook.header("webhook-timestamp") + "." + webhook.body();
        verifier.update(content.getBytes(StandardCharsets.UTF_8));
        return verifier.verify(Base64.getDecoder().decode(signature.substring("v1a,".length())));
    }
}
