// SPDX-License-Identifier: Apache-2.0
package org.annals.system;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import org.annals.local.TokenKey;

/** As much of an OpenID Connect provider as services ask: where its keys are, and which. */
final class Provider implements AutoCloseable {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final TokenKey key = TokenKey.anew();
    private final HttpServer server;
    private final String url;

    Provider(int port) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        url = url(port);
        answer(
                "/.well-known/openid-configuration",
                MAPPER.createObjectNode().put("issuer", url).put("jwks_uri", url + "/keys"));
        answer("/keys", keys());
        server.start();
    }

    static String url(int port) {
        return "http://127.0.0.1:" + port;
    }

    /** One of its own. */
    String token() {
        return token(url);
    }

    /** One that its key signed, and that says that somebody else did. */
    String token(String issuer) {
        return token(key, issuer);
    }

    /** For olena, an admin. */
    static String token(TokenKey key, String issuer) {
        Instant now = Instant.now();
        ObjectNode claims = MAPPER.createObjectNode()
                .put("iss", issuer)
                .put("sub", "olena")
                .put("aud", "annals")
                .put("iat", now.getEpochSecond())
                .put("exp", now.plus(Duration.ofMinutes(10)).getEpochSecond());
        claims.putArray("groups").add("admin");
        return key.token(claims.toString());
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void answer(String path, ObjectNode body) {
        byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
        server.createContext(path, exchange -> {
            try (exchange) {
                exchange.getResponseHeaders().set("Content-Type", "application/json");
                exchange.sendResponseHeaders(200, bytes.length);
                exchange.getResponseBody().write(bytes);
            }
        });
    }

    private ObjectNode keys() {
        try {
            RSAPublicKey rsa = (RSAPublicKey) KeyFactory.getInstance("RSA")
                    .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(key.publicKey())));
            ObjectNode keys = MAPPER.createObjectNode();
            keys.putArray("keys")
                    .addObject()
                    .put("kty", "RSA")
                    .put("use", "sig")
                    .put("alg", "RS256")
                    .put("n", encoded(rsa.getModulus()))
                    .put("e", encoded(rsa.getPublicExponent()));
            return keys;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has RSA", e);
        }
    }

    /** Without the byte for the sign, which a JSON Web Key does not have. */
    private static String encoded(BigInteger number) {
        byte[] bytes = number.toByteArray();
        int from = bytes[0] == 0 ? 1 : 0;
        return BASE64.encodeToString(Arrays.copyOfRange(bytes, from, bytes.length));
    }
}
