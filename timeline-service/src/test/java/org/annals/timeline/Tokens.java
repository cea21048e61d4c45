package org.annals.timeline;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.annals.local.TokenKey;

/** Tokens of people, and of people who would like to be others. */
final class Tokens {

    /** In a file, as the profile that configures the service has another class loader than its tests. */
    static final TokenKey KEY = kept();

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Tokens() {}

    static String reader(String... reads) {
        ObjectNode claims = claims("reader");
        claims.putArray("groups").add("reader");
        List.of(reads).forEach(claims.putArray("annals_reads")::add);
        return KEY.token(claims.toString());
    }

    static String of(String role) {
        ObjectNode claims = claims(role);
        claims.putArray("groups").add(role);
        return KEY.token(claims.toString());
    }

    static ObjectNode claims(String name) {
        ObjectNode claims = MAPPER.createObjectNode();
        Instant now = Instant.now();
        claims.put("sub", name).put("upn", name).put("aud", "annals");
        claims.put("iat", now.getEpochSecond());
        claims.put("exp", now.plus(Duration.ofMinutes(10)).getEpochSecond());
        return claims;
    }

    private static TokenKey kept() {
        try {
            return TokenKey.keptIn(Path.of("target", "login"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
