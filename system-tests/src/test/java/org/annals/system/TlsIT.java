// SPDX-License-Identifier: Apache-2.0
package org.annals.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.annals.local.Ports;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mutual TLS, by the settings of the README. */
class TlsIT {

    private static final String PASSWORD = "changeit";

    @TempDir
    Path directory;

    @Test
    void each_service_answers_who_shows_a_certificate_that_it_knows_and_nobody_else() throws Exception {
        int port = Ports.free();
        for (String name : List.of("web", "client", "stranger")) {
            keytool("-genkeypair -alias NAME -keyalg EC -dname CN=NAME -ext san=ip:127.0.0.1 -keystore NAME", name);
            keytool("-exportcert -rfc -alias NAME -keystore NAME -file NAME.crt", name);
        }
        keytool("-importcert -noprompt -alias NAME -file NAME.crt -keystore servers", "web");
        Map<String, String> settings = Map.of(
                "quarkus.tls.web.key-store.p12.path",
                directory.resolve("web").toString(),
                "quarkus.tls.web.key-store.p12.password",
                PASSWORD,
                "quarkus.tls.web.trust-store.pem.certs",
                directory.resolve("client.crt").toString(),
                "quarkus.http.tls-configuration-name",
                "web",
                "quarkus.http.insecure-requests",
                "disabled",
                "quarkus.http.ssl-port",
                Integer.toString(port),
                "annals.access.client-certificates",
                "required");
        try (Annals annals = Annals.start(directory.resolve("annals"), settings)) {
            for (String service : Annals.SERVICES) {
                annals.start(service);
                HttpRequest request = HttpRequest.newBuilder(
                                URI.create("https://127.0.0.1:" + port + Installation.LISTS.get(service)))
                        .build();

                Awaitility.await(service)
                        .atMost(Duration.ofMinutes(1))
                        .ignoreExceptionsInstanceOf(ConnectException.class)
                        .until(() -> client("client")
                                        .send(request, BodyHandlers.ofString())
                                        .statusCode()
                                == 200);
                assertThrows(
                        IOException.class, () -> client("stranger").send(request, BodyHandlers.ofString()), service);
                // Without its key, as "servers" has only certificates.
                assertThrows(
                        IOException.class, () -> client("servers").send(request, BodyHandlers.ofString()), service);
                annals.stop(service);
            }
        }
    }

    private void keytool(String arguments, String name) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments.replace("NAME", name).split(" ", -1)));
        command.addAll(List.of("-storepass", PASSWORD));
        Process keytool = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, keytool.waitFor(), output);
    }

    /** One that knows the services, and has the keys of a store. */
    private HttpClient client(String store) throws GeneralSecurityException, IOException {
        TrustManagerFactory servers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        servers.init(load("servers"));
        KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(load(store), PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own.getKeyManagers(), servers.getTrustManagers(), null);
        return HttpClient.newBuilder()
                .sslContext(context)
                .version(HttpClient.Version.HTTP_1_1)
                .build();
    }

    private KeyStore load(String store) throws GeneralSecurityException, IOException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(directory.resolve(store))) {
            keys.load(in, PASSWORD.toCharArray());
        }
        return keys;
    }
}
