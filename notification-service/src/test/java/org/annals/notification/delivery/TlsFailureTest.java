// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.net.PfxOptions;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** With handshakes that fail, by the client that webhooks have. */
class TlsFailureTest {

    private static final String PASSWORD = "not a secret";

    private static Path keys = Path.of("");

    private final Vertx vertx = Vertx.vertx();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @BeforeAll
    static void makeCertificates() throws Exception {
        keys = Files.createTempDirectory(Path.of("target"), "certificates").resolve("keys.p12");
        keytool("authority", "CN=An authority", "-ext", "bc:c");
        keytool(
                "expired",
                "CN=old",
                "-signer",
                "authority",
                "-startdate",
                "-10d",
                "-validity",
                "5",
                "-ext",
                "san=ip:127.0.0.1");
        keytool("elsewhere", "CN=other", "-signer", "authority", "-ext", "san=dns:other.example");
    }

    @AfterEach
    void close() {
        vertx.close();
        threads.shutdownNow();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "expired|authority|has expired",
                "elsewhere|authority|is for another name",
                "elsewhere|expired|The issuer of the certificate is unknown"
            })
    void a_certificate_that_is_refused_says_why(String server, String trusted, String reason) throws Exception {
        String told = reasonOf(server, trusted);

        assertTrue(told.contains(reason), told);
    }

    @Test
    void a_server_that_speaks_no_tls_is_named() throws Exception {
        try (ServerSocket socket = new ServerSocket(0)) {
            threads.execute(() -> {
                try (Socket client = socket.accept()) {
                    client.getInputStream().read();
                    client.getOutputStream()
                            .write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                    client.getInputStream().transferTo(OutputStream.nullOutputStream());
                } catch (IOException e) {
                    return;
                }
            });

            assertEquals("The server does not speak TLS on this port", reasonAt(socket.getLocalPort(), "authority"));
        }
    }

    @Test
    void a_server_that_ends_the_handshake_is_named() throws Exception {
        try (ServerSocket socket = new ServerSocket(0)) {
            threads.execute(() -> {
                try (Socket client = socket.accept()) {
                    client.getInputStream().read();
                } catch (IOException e) {
                    return;
                }
            });

            String reason = reasonAt(socket.getLocalPort(), "authority");

            assertEquals("The server ended the connection during the TLS handshake", reason);
        }
    }

    @Test
    void an_alert_of_the_server_is_told() {
        SSLHandshakeException alert = new SSLHandshakeException("Received fatal alert: handshake_failure");

        assertEquals("The server refused the TLS handshake: handshake failure", TlsFailure.reason(alert));
    }

    private String reasonOf(String server, String trusted) throws Exception {
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(only(server), PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        try (ServerSocket socket = context.getServerSocketFactory().createServerSocket(0)) {
            threads.execute(() -> {
                try (SSLSocket client = (SSLSocket) socket.accept()) {
                    client.startHandshake();
                } catch (IOException e) {
                    // The client refuses, as it has to.
                    return;
                }
            });
            return reasonAt(socket.getLocalPort(), trusted);
        }
    }

    private String reasonAt(int port, String trusted) throws Exception {
        Path trust = keys.resolveSibling("trust.p12");
        KeyStore authority = KeyStore.getInstance("PKCS12");
        authority.load(null, null);
        authority.setCertificateEntry(trusted, all().getCertificate(trusted));
        try (var out = Files.newOutputStream(trust)) {
            authority.store(out, PASSWORD.toCharArray());
        }
        HttpClient client = vertx.createHttpClient(new HttpClientOptions()
                .setSsl(true)
                .setTrustOptions(new PfxOptions().setPath(trust.toString()).setPassword(PASSWORD)));
        CompletionException failure = assertThrows(
                CompletionException.class,
                () -> client.request(HttpMethod.POST, port, "127.0.0.1", "/")
                        .toCompletionStage()
                        .toCompletableFuture()
                        .join());
        assertEquals(Outcome.Kind.TLS, Outcome.Kind.of(failure));
        return TlsFailure.reason(failure);
    }

    private static KeyStore only(String alias) throws Exception {
        KeyStore all = all();
        KeyStore only = KeyStore.getInstance("PKCS12");
        only.load(null, null);
        only.setKeyEntry(
                alias,
                all.getKey(alias, PASSWORD.toCharArray()),
                PASSWORD.toCharArray(),
                all.getCertificateChain(alias));
        return only;
    }

    private static KeyStore all() throws Exception {
        return KeyStore.getInstance(keys.toFile(), PASSWORD.toCharArray());
    }

    private static void keytool(String alias, String name, String... more) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-alias",
                alias,
                "-dname",
                name,
                "-keystore",
                keys.toString(),
                "-storepass",
                PASSWORD));
        command.addAll(List.of(more));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(keys.resolveSibling("keytool.log").toFile())
                .start();
        if (process.waitFor() != 0) {
            throw new IOException(
                    "keytool made no certificate: " + Files.readString(keys.resolveSibling("keytool.log")));
        }
    }
}
