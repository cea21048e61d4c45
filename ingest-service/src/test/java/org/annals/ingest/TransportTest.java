// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.UUID;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.annals.local.InfrastructureTestResource;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How requests come in: by TLS, from whom, from which pages, and how often. */
@QuarkusTest
@WithTestResource(InfrastructureTestResource.class)
@TestProfile(TransportProfile.class)
class TransportTest {

    @Test
    void who_shows_a_certificate_that_is_known_is_answered() throws Exception {
        HttpResponse<String> answer = client("client").send(request("me").build(), BodyHandlers.ofString());

        assertEquals(200, answer.statusCode());
    }

    @Test
    void who_shows_another_or_none_is_not() {
        assertThrows(
                IOException.class, () -> client("stranger").send(request("me").build(), BodyHandlers.ofString()));
        assertThrows(IOException.class, () -> client(null).send(request("me").build(), BodyHandlers.ofString()));
    }

    @Test
    void who_asks_too_often_is_told_when_to_come_again_and_others_are_answered() throws Exception {
        HttpClient client = client("client");
        String eager = "eager-" + UUID.randomUUID();
        HttpResponse<String> answer;
        int answered = 0;
        do {
            answer = client.send(request(eager).build(), BodyHandlers.ofString());
            answered++;
        } while (answer.statusCode() == 200 && answered < 100);

        assertEquals(429, answer.statusCode());
        assertTrue(answered > 5, "as many at once as the burst allows: " + answered);
        assertTrue(answer.body().contains("\"code\":\"too-many-requests\""), answer.body());
        assertEquals("1", answer.headers().firstValue("Retry-After").orElse(""));
        assertEquals(
                200,
                client.send(request("patient").build(), BodyHandlers.ofString()).statusCode());
    }

    @Test
    void pages_of_the_sites_that_are_named_may_ask_and_no_others() throws Exception {
        HttpClient client = client("client");

        assertEquals("https://news.example", allowed(client, "https://news.example"));
        assertEquals("", allowed(client, "https://evil.example"));
        assertEquals("", allowed(client, "https://news.example.evil.example"));
        assertEquals("", allowed(client, "null"));
    }

    @Test
    void answers_say_that_they_are_no_pages() throws Exception {
        HttpResponse<String> answer = client("client").send(request("reader").build(), BodyHandlers.ofString());

        assertEquals(
                "nosniff", answer.headers().firstValue("X-Content-Type-Options").orElse(""));
        assertEquals(
                "default-src 'none'; frame-ancestors 'none'",
                answer.headers().firstValue("Content-Security-Policy").orElse(""));
    }

    private static String allowed(HttpClient client, String origin) throws Exception {
        HttpRequest preflight = HttpRequest.newBuilder(address())
                .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
                .header("Origin", origin)
                .header("Access-Control-Request-Method", "GET")
                .build();
        return client.send(preflight, BodyHandlers.ofString())
                .headers()
                .firstValue("Access-Control-Allow-Origin")
                .orElse("");
    }

    private static HttpRequest.Builder request(String name) {
        return HttpRequest.newBuilder(address())
                .header("Authorization", "Bearer " + Tokens.signed(Tokens.claims(name, "publisher")));
    }

    private static URI address() {
        return URI.create(
                ConfigProvider.getConfig().getValue("test.url.ssl", String.class) + "/v1/event-types/report.issued");
    }

    private static HttpClient client(@Nullable String name) throws GeneralSecurityException, IOException {
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(keys("known-servers"));
        KeyManager[] own = {};
        if (name != null) {
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(keys(name), TransportProfile.PASSWORD.toCharArray());
            own = factory.getKeyManagers();
        }
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own, trust.getTrustManagers(), null);
        return HttpClient.newBuilder()
                .sslContext(context)
                .version(HttpClient.Version.HTTP_1_1)
                .build();
    }

    private static KeyStore keys(String name) throws GeneralSecurityException, IOException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(TransportProfile.store(name))) {
            keys.load(in, TransportProfile.PASSWORD.toCharArray());
        }
        return keys;
    }
}
