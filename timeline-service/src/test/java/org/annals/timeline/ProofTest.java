// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline;

import static io.restassured.RestAssured.given;
import static org.annals.timeline.Topic.data;
import static org.annals.timeline.Topic.event;
import static org.annals.timeline.Topic.publish;
import static org.annals.timeline.Topic.with;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.UUID;
import javax.sql.DataSource;
import org.annals.local.InfrastructureTestResource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(InfrastructureTestResource.class)
class ProofTest {

    /** What stands before the 32 bytes of an Ed25519 key in its X.509 form (RFC 8410). */
    private static final byte[] ED25519_HEADER = {0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0};

    private final String timeline = "story-" + UUID.randomUUID();

    @Inject
    DataSource database;

    @BeforeEach
    void publish_a_story() {
        publish(event(timeline, "report", "report.issued"), data("2022-08-05", "A report was issued"));
        publish(event(timeline, "resigned", "director.resigned"), data("2022-08-06", "The director resigned"));
        publish(
                with(event(timeline, "report-2", "report.issued"), "ce_corrects", "report"),
                data("2022-08-04", "The report was issued a day earlier"));
        publish(event(timeline, "twice", "report.issued"), data("2022-08-05", "Entered twice"));
        publish(
                with(event(timeline, "twice-gone", "desk.note"), "ce_retracts", "twice"),
                "{\"reason\":\"Entered twice\"}");
        awaitSequence(5);
    }

    @Test
    void a_timeline_that_was_not_altered_is_intact() {
        String hash = given().get("/v1/timelines/" + timeline).jsonPath().getString("hash");

        given().get("/v1/timelines/" + timeline + "/verify")
                .then()
                .statusCode(200)
                .body("intact", equalTo(true), "complete", equalTo(true), "broken", nullValue())
                .body("after", equalTo(0), "sequence", equalTo(5), "hash", equalTo(hash));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "UPDATE change SET data = replace(data::text, 'a day earlier', 'a week earlier')::json WHERE timeline = '%s' AND sequence = 3 | 3 | content",
                "UPDATE change SET attributes = replace(attributes::text, 'director', 'deputy')::json WHERE timeline = '%s' AND sequence = 2 | 2 | content",
                "UPDATE change SET recorded = recorded - interval '1 hour' WHERE timeline = '%s' AND sequence = 2 | 2 | hash",
                "UPDATE change SET kind = 'event' WHERE timeline = '%s' AND sequence = 3 | 3 | hash",
                "UPDATE change SET kind = 'wish' WHERE timeline = '%s' AND sequence = 3 | 3 | hash",
                "UPDATE change SET revision = 7 WHERE timeline = '%s' AND sequence = 4 | 4 | hash",
                "UPDATE change SET hash = sha256(hash) WHERE timeline = '%s' AND sequence = 1 | 1 | hash",
                "UPDATE change SET content_digest = sha256(hash) WHERE timeline = '%s' AND sequence = 4 | 4 | content",
                "DELETE FROM change WHERE timeline = '%s' AND sequence = 2 | 2 | missing",
                "DELETE FROM change WHERE timeline = '%s' AND sequence = 5 | 5 | missing",
                "UPDATE timeline SET sequence = 4 WHERE timeline = '%s' | 5 | head",
                "UPDATE timeline SET hash = sha256(hash) WHERE timeline = '%s' | 5 | head",
                "UPDATE event SET earliest = earliest - interval '1 day' WHERE timeline = '%s' AND sequence = 2 | 2 | event",
                "UPDATE event SET type = 'report.leaked' WHERE timeline = '%s' AND sequence = 2 | 2 | event",
                "UPDATE event SET id = 'other' WHERE timeline = '%s' AND sequence = 2 | 2 | event",
                "UPDATE event SET superseded = revised WHERE timeline = '%s' AND sequence = 2 | 2 | event",
                "UPDATE event SET superseded = 'infinity' WHERE timeline = '%s' AND sequence = 1 | 1 | event",
                "UPDATE event SET retracted = false WHERE timeline = '%s' AND sequence = 5 | 5 | event",
                "DELETE FROM event WHERE timeline = '%s' AND sequence = 2 | 2 | event",
                "UPDATE event SET sequence = 1 WHERE timeline = '%s' AND sequence = 2 | 2 | event",
            })
    void tells_where_a_row_was_altered(String alteration, int sequence, String kind) throws SQLException {
        execute(alteration.formatted(timeline));

        given().get("/v1/timelines/" + timeline + "/verify")
                .then()
                .statusCode(200)
                .body("intact", equalTo(false), "broken.sequence", equalTo(sequence), "broken.kind", equalTo(kind))
                .body("broken.detail", notNullValue());
    }

    @Test
    void tells_of_an_event_that_no_change_made() throws SQLException {
        execute("""
                INSERT INTO event (event_id, revision, timeline, source, id, type, sequence, recorded, revised, retracted,
                                   earliest, latest, actors, tags, points, terms, words)
                SELECT gen_random_uuid(), 1, timeline, source, 'forged', type, sequence, recorded, revised, retracted,
                       earliest, latest, actors, tags, points, terms, words
                FROM event WHERE timeline = '%s' AND sequence = 2""".formatted(timeline));

        given().get("/v1/timelines/" + timeline + "/verify")
                .then()
                .body("intact", equalTo(false), "broken.sequence", equalTo(2), "broken.kind", equalTo("event"));
    }

    @Test
    void goes_on_where_an_earlier_verification_ended() {
        JsonPath first =
                given().get("/v1/timelines/" + timeline + "/verify?limit=2").jsonPath();
        assertEquals(2, first.getInt("sequence"));
        assertEquals(false, first.getBoolean("complete"));

        given().get("/v1/timelines/" + timeline + "/verify?after=2&hash=" + first.getString("hash"))
                .then()
                .body("intact", equalTo(true), "complete", equalTo(true), "sequence", equalTo(5));
    }

    @Test
    void what_does_not_follow_from_the_hash_that_a_reader_holds_is_broken() {
        given().get("/v1/timelines/" + timeline + "/verify?after=2&hash=" + "0".repeat(64))
                .then()
                .body("intact", equalTo(false), "broken.sequence", equalTo(3), "broken.kind", equalTo("hash"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"after=-1", "limit=0", "limit=1000001", "hash=abc", "hash=xyz", "after=99"})
    void refuses_what_can_not_be_verified(String query) {
        given().get("/v1/timelines/" + timeline + "/verify?" + query)
                .then()
                .statusCode(400)
                .body("code", equalTo("invalid-parameter"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"verify", "checkpoint", "changes"})
    void knows_no_proof_of_an_unknown_timeline(String proof) {
        given().accept("application/json, application/x-ndjson")
                .get("/v1/timelines/none-such/" + proof)
                .then()
                .statusCode(404)
                .body("code", equalTo("unknown-timeline"));
    }

    @Test
    void a_checkpoint_is_signed_with_a_key_that_anyone_can_fetch() throws Exception {
        JsonPath checkpoint =
                given().get("/v1/timelines/" + timeline + "/checkpoint").jsonPath();

        String[] parts = checkpoint.getString("signature").split("\\.", -1);
        JsonNode header = new ObjectMapper().readTree(decode(parts[0]));
        JsonNode statement = new ObjectMapper().readTree(decode(parts[1]));
        String key = given().get("/.well-known/jwks.json")
                .jsonPath()
                .getString("keys.find { it.kid == '" + header.get("kid").asText() + "' }.x");
        Signature signature = Signature.getInstance("Ed25519");
        signature.initVerify(KeyFactory.getInstance("Ed25519")
                .generatePublic(new X509EncodedKeySpec(concatenated(ED25519_HEADER, decode(key)))));
        signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
        assertTrue(signature.verify(decode(parts[2])), "the signature is by the public key");
        assertEquals(timeline, statement.get("timeline").asText());
        assertEquals(5, statement.get("sequence").asInt());
        assertEquals(
                given().get("/v1/timelines/" + timeline).jsonPath().getString("hash"),
                statement.get("hash").asText());
        assertEquals(checkpoint.getString("time"), statement.get("time").asText());
    }

    @Test
    void gives_no_private_key_away() {
        given().get("/.well-known/jwks.json")
                .then()
                .statusCode(200)
                .body("keys.size()", equalTo(1), "keys[0].d", nullValue());
    }

    @Test
    void exports_all_changes_one_on_each_line() throws Exception {
        publish(
                event(timeline, "spaced", "report.issued"),
                "{\n  \"occurred\": \"2022-08-07\",\r\n  \"title\": \"On lines\"\n}");
        awaitSequence(6);

        String export = given().accept("application/x-ndjson")
                .get("/v1/timelines/" + timeline + "/changes")
                .then()
                .contentType(allOf(startsWith("application/x-ndjson"), not(containsString("qs"))))
                .extract()
                .asString();
        String answer = "{\"items\":[" + String.join(",", export.lines().toList()) + "]}";
        assertEquals(
                given().get("/v1/timelines/" + timeline).jsonPath().getString("hash"),
                ChainChecker.check(timeline, answer));
        assertEquals(6, export.lines().count());
    }

    @Test
    void exports_longer_timelines_than_fit_a_page() {
        for (int i = 0; i < 1000; i++) {
            publish(event(timeline, "step-" + i, "step.taken"), data("2022-08-07", "A step"));
        }
        awaitSequence(1005);

        String export = given().accept("application/x-ndjson")
                .get("/v1/timelines/" + timeline + "/changes?after=4")
                .asString();
        assertEquals(1001, export.lines().count());
    }

    private void awaitSequence(int sequence) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () -> given().get("/v1/timelines/" + timeline).then().body("sequence", equalTo(sequence)));
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            assertEquals(1, statement.executeUpdate(sql), "one row is altered");
        }
    }

    private static byte[] decode(String text) {
        return Base64.getUrlDecoder().decode(text);
    }

    private static byte[] concatenated(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
