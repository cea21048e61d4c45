// SPDX-License-Identifier: Apache-2.0
package org.annals.local.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.annals.local.SigningKey;
import org.erdtman.jcs.JsonCanonicalizer;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jws.JsonWebSignature;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class VerifyTest {

    private static final int CHANGES = 4;

    @TempDir
    Path directory;

    private final ObjectMapper mapper = new ObjectMapper();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final PublicJsonWebKey key = key();
    private final List<ObjectNode> changes = new ArrayList<>();

    @BeforeEach
    void make_a_chain() throws Exception {
        byte[] hash = new byte[32];
        for (int sequence = 1; sequence <= CHANGES; sequence++) {
            ObjectNode content = (ObjectNode) mapper.readTree("""
                    {"specversion":"1.0","id":"step-%1$d","source":"/desk","type":"step.taken","subject":"story",
                     "data":{"title":"Step %1$d was taken — “at once”","occurred":"2022-08-0%1$d","details":{"n":1.50}}}
                    """.formatted(sequence));
            ObjectNode envelope = mapper.createObjectNode()
                    .put("timeline", "story")
                    .put("sequence", sequence)
                    .put("eventId", "0b7f9b2e-9d0e-5c3a-8f68-3f1c5a6f3f1" + sequence)
                    .put("revision", 1)
                    .put("kind", "event")
                    .put("recorded", "2022-08-05T12:00:00.00" + sequence + "Z")
                    .put("contentDigest", HexFormat.of().formatHex(sha256(canonical(content))));
            hash = sha256(hash, canonical(envelope));
            ObjectNode change = envelope.deepCopy();
            change.remove("timeline");
            change.put("hash", HexFormat.of().formatHex(hash));
            change.set("content", content);
            changes.add(change);
        }
    }

    @Test
    void an_export_that_was_not_altered_is_whole() throws IOException {
        assertEquals(0, run(export()), err.toString());
        assertEquals("4 changes of story are whole; the last hash is " + hash(4) + ".\n", out.toString());
    }

    @Test
    void an_export_agrees_with_checkpoints_of_any_of_its_changes() throws Exception {
        assertEquals(
                0,
                run(
                        export(),
                        "--checkpoint",
                        checkpoint(2, hash(2)),
                        "--checkpoint",
                        checkpoint(4, hash(4)),
                        "--keys",
                        keys(key)),
                err.toString());
        assertTrue(out.toString().contains("holds at change 2."), out.toString());
        assertTrue(out.toString().contains("holds at change 4."), out.toString());
    }

    @ParameterizedTest
    @CsvSource({
        "/content/data, title, Step 3 was never taken",
        "/content, source, /other",
        "'', recorded, 2022-08-04T12:00:00.003Z",
        "'', kind, correction",
        "'', eventId, 0b7f9b2e-9d0e-5c3a-8f68-3f1c5a6f3f19",
        "'', contentDigest, 00",
        "'', hash, 00"
    })
    void names_the_change_that_was_altered(String object, String field, String value) throws IOException {
        ((ObjectNode) changes.get(2).at(object)).put(field, value);

        assertEquals(1, run(export()));
        assertTrue(err.toString().startsWith("Change 3 was altered: "), err.toString());
    }

    @Test
    void names_the_change_that_is_missing() throws IOException {
        changes.remove(1);

        assertEquals(1, run(export()));
        assertEquals("Change 2 is missing: change 3 follows.\n", err.toString());
    }

    @Test
    void an_export_that_was_made_anew_does_not_agree_with_an_earlier_checkpoint() throws Exception {
        String checkpoint = checkpoint(3, hash(2));

        assertEquals(1, run(export(), "--checkpoint", checkpoint, "--keys", keys(key)));
        assertTrue(err.toString().startsWith("The export was altered at change 3 or before"), err.toString());
    }

    @Test
    void an_export_that_ends_too_early_does_not_agree_with_a_checkpoint() throws Exception {
        String checkpoint = checkpoint(4, hash(4));
        changes.remove(3);

        assertEquals(1, run(export(), "--checkpoint", checkpoint, "--keys", keys(key)));
        assertTrue(err.toString().contains("ends with change 3"), err.toString());
    }

    @Test
    void a_checkpoint_that_was_altered_is_none() throws Exception {
        Path checkpoint = Path.of(checkpoint(4, hash(3)));
        String right = Files.readString(Path.of(checkpoint(4, hash(4))));
        String wrong = Files.readString(checkpoint);
        Files.writeString(
                checkpoint, wrong.substring(0, wrong.lastIndexOf('.')) + right.substring(right.lastIndexOf('.')));

        assertEquals(1, run(export(), "--checkpoint", checkpoint.toString(), "--keys", keys(key)));
        assertTrue(err.toString().contains("its signature is not by its key"), err.toString());
    }

    @Test
    void a_checkpoint_by_another_key_is_none() throws Exception {
        assertEquals(1, run(export(), "--checkpoint", checkpoint(4, hash(4)), "--keys", keys(key())));
        assertTrue(err.toString().contains("None of the keys"), err.toString());
    }

    @ParameterizedTest
    @CsvSource({"'', There is no change in the export.", "{broken, is not JSON", "'{}', Change 1 is missing"})
    void says_what_is_no_export(String text, String message) throws IOException {
        Path file = directory.resolve("broken.ndjson");
        Files.writeString(file, text);

        assertEquals(1, run(file.toString()));
        assertTrue(err.toString().contains(message), err.toString());
    }

    private int run(String... arguments) {
        CommandLine command = new CommandLine(new Verify());
        command.setOut(new PrintWriter(out));
        command.setErr(new PrintWriter(err));
        command.setExecutionExceptionHandler((exception, failed, parsed) -> {
            failed.getErr().println(exception.getMessage());
            return 1;
        });
        return command.execute(arguments);
    }

    private String export() throws IOException {
        Path file = directory.resolve("story.ndjson");
        Files.write(file, changes.stream().map(ObjectNode::toString).toList());
        return file.toString();
    }

    private String hash(int sequence) {
        return changes.get(sequence - 1).get("hash").asText();
    }

    /** The file of a checkpoint, as the service answers it. */
    private String checkpoint(int sequence, String hash) throws Exception {
        ObjectNode statement = mapper.createObjectNode()
                .put("timeline", "story")
                .put("sequence", sequence)
                .put("hash", hash)
                .put("time", "2022-08-06T00:00:00.000Z");
        JsonWebSignature signature = new JsonWebSignature();
        signature.setAlgorithmHeaderValue("EdDSA");
        signature.setKeyIdHeaderValue(key.getKeyId());
        signature.setKey(key.getPrivateKey());
        signature.setPayload(statement.toString());
        Path file = Files.createTempFile(directory, "checkpoint", ".json");
        Files.writeString(
                file,
                statement.put("signature", signature.getCompactSerialization()).toString());
        return file.toString();
    }

    private String keys(JsonWebKey trusted) throws IOException {
        Path file = directory.resolve("jwks.json");
        Files.writeString(file, new JsonWebKeySet(trusted).toJson(OutputControlLevel.PUBLIC_ONLY));
        return file.toString();
    }

    private static PublicJsonWebKey key() {
        try {
            return PublicJsonWebKey.Factory.newPublicJwk(SigningKey.make());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] canonical(ObjectNode node) throws IOException {
        return new JsonCanonicalizer(node.toString()).getEncodedUTF8();
    }

    private static byte[] sha256(byte[]... parts) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        for (byte[] part : parts) {
            digest.update(part);
        }
        return digest.digest();
    }
}
