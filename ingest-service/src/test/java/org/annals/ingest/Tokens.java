// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.annals.local.TokenKey;

/** Tokens of people, and of people who would like to be others. */
final class Tokens {

    /** In a file, as the profile that configures the service has another class loader than its tests. */
    static final TokenKey KEY = kept();

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Tokens() {}

    static String of(String role) {
        return signed(claims(role, role));
    }

    static String limited(List<String> sources, List<String> timelines) {
        ObjectNode claims = claims("limited", "publisher");
        sources.forEach(claims.putArray("annals_sources")::add);
        timelines.forEach(claims.putArray("annals_timelines")::add);
        return signed(claims);
    }

    static String signed(ObjectNode claims) {
        return KEY.token(claims.toString());
    }

    static ObjectNode claims(String name, String role) {
        ObjectNode claims = MAPPER.createObjectNode();
        Instant now = Instant.now();
        claims.put("sub", name).put("upn", name).put("aud", "annals");
        claims.put("iat", now.getEpochSecond());
        claims.put("exp", now.plus(Duration.ofMinutes(10)).getEpochSecond());
        claims.putArray("groups").add(role);
        return claims;
    }

    /** As whoever takes the public key, which is no secret, for one. */
    static String forged(ObjectNode claims) {
        Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
        String text = base64.encodeToString("{\"alg\":\"HS256\",\"typ\":\"JWT\"}".getBytes(StandardCharsets.UTF_8))
                + "." + base64.encodeToString(claims.toString().getBytes(StandardCharsets.UTF_8));
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(Base64.getDecoder().decode(KEY.publicKey()), "HmacSHA256"));
            return text + "." + base64.encodeToString(mac.doFinal(text.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has HMAC with SHA-256", e);
        }
    }

    private static TokenKey kept() {
        try {
            return TokenKey.keptIn(Path.of("target", "login"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
