// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The service as it is with mutual TLS, pages of another site that may ask, and a limit to how often one may. */
public final class TransportProfile implements QuarkusTestProfile {

    static final String PASSWORD = "changeit";
    static final Path DIRECTORY = Path.of("target", "tls");

    @Override
    public Map<String, String> getConfigOverrides() {
        makeKeys();
        Map<String, String> settings = new HashMap<>();
        settings.put("quarkus.oidc.public-key", Tokens.KEY.publicKey());
        settings.put("quarkus.tls.web.key-store.p12.path", store("server").toString());
        settings.put("quarkus.tls.web.key-store.p12.password", PASSWORD);
        settings.put(
                "quarkus.tls.web.trust-store.p12.path", store("known-clients").toString());
        settings.put("quarkus.tls.web.trust-store.p12.password", PASSWORD);
        settings.put("quarkus.http.tls-configuration-name", "web");
        settings.put("quarkus.http.test-ssl-port", "0");
        settings.put("quarkus.http.insecure-requests", "disabled");
        settings.put("annals.access.client-certificates", "required");
        settings.put("annals.access.rate-limit", "2");
        settings.put("annals.access.burst", "5");
        settings.put("quarkus.http.cors.enabled", "true");
        settings.put("quarkus.http.cors.origins", "https://news.example");
        return settings;
    }

    static Path store(String name) {
        return DIRECTORY.resolve(name + ".p12").toAbsolutePath();
    }

    private static synchronized void makeKeys() {
        try {
            if (Files.exists(store("known-servers"))) {
                return;
            }
            Files.createDirectories(DIRECTORY);
            for (String name : List.of("server", "client", "stranger")) {
                keytool(
                        "-genkeypair",
                        "-alias",
                        name,
                        "-dname",
                        "CN=" + name,
                        "-keyalg",
                        "EC",
                        "-validity",
                        "2",
                        "-ext",
                        "san=dns:localhost,ip:127.0.0.1",
                        "-keystore",
                        store(name).toString());
                keytool("-exportcert", "-alias", name, "-keystore", store(name).toString(), "-file", certificate(name));
            }
            keytool(
                    "-importcert",
                    "-noprompt",
                    "-alias",
                    "client",
                    "-file",
                    certificate("client"),
                    "-keystore",
                    store("known-clients").toString());
            keytool(
                    "-importcert",
                    "-noprompt",
                    "-alias",
                    "server",
                    "-file",
                    certificate("server"),
                    "-keystore",
                    store("known-servers").toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String certificate(String name) {
        return DIRECTORY.resolve(name + ".crt").toString();
    }

    private static void keytool(String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        command.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IOException(output);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
