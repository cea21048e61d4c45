// SPDX-License-Identifier: Apache-2.0
package org.annals.local.proof;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.annals.local.client.CommandFailure;
import org.annals.local.client.Json;
import org.annals.local.client.TimelineServer;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code annals verify FILE} */
@Command(
        name = "verify",
        description = "Prove that an export of a timeline's changes was not altered, without asking any service.",
        footer = {
            "",
            "Export: curl -H 'accept: application/x-ndjson' http://127.0.0.1:8080/v1/timelines/NAME/changes",
            "Checkpoint: curl http://127.0.0.1:8080/v1/timelines/NAME/checkpoint",
            "Keys: curl http://127.0.0.1:8080/.well-known/jwks.json"
        })
public final class Verify implements Callable<Integer> {

    private static final String STANDARD_INPUT = "-";

    @Parameters(paramLabel = "FILE", description = "Changes as NDJSON; - for standard input.")
    private String file = "";

    @Option(
            names = "--checkpoint",
            paramLabel = "FILE",
            description = "A checkpoint that the export must agree with; may be given several times.")
    private List<Path> checkpoints = new ArrayList<>();

    @Option(
            names = "--keys",
            paramLabel = "FILE",
            description = "The public keys of checkpoints, as a JSON Web Key Set (default: ask timeline-service).")
    private @Nullable Path keys;

    @Mixin
    private TimelineServer server = new TimelineServer();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        List<Checkpoint> open = checkpoints.isEmpty() ? List.of() : verified(checkpoints, publicKeys());
        PrintWriter out = spec.commandLine().getOut();
        Chain chain = new Chain();
        try (InputStream in = open(file);
                JsonParser parser = Json.MAPPER.createParser(in)) {
            while (parser.nextToken() != null) {
                chain.add(Json.MAPPER.readTree(parser));
                for (Checkpoint checkpoint : open) {
                    if (checkpoint.sequence() == chain.sequence()) {
                        checkpoint.require(chain);
                        out.println("Checkpoint of " + checkpoint.time() + ": holds at change " + checkpoint.sequence()
                                + ".");
                    }
                }
            }
        } catch (JsonProcessingException e) {
            throw new CommandFailure(
                    file + ": what follows change " + chain.sequence() + " is not JSON: " + e.getOriginalMessage(), e);
        }
        requireAll(open, chain);
        out.println(chain.sequence() + " changes of " + chain.timeline() + " are whole; the last hash is "
                + chain.hash() + ".");
        return 0;
    }

    private static void requireAll(List<Checkpoint> open, Chain chain) {
        if (chain.sequence() == 0) {
            throw new CommandFailure("There is no change in the export.");
        }
        for (Checkpoint checkpoint : open) {
            if (checkpoint.sequence() > chain.sequence()) {
                throw new CommandFailure("The export ends with change " + chain.sequence() + "; the checkpoint of "
                        + checkpoint.time() + " is of change " + checkpoint.sequence() + ".");
            }
        }
    }

    private static List<Checkpoint> verified(List<Path> paths, JsonWebKeySet keys) throws IOException {
        List<Checkpoint> verified = new ArrayList<>();
        for (Path path : paths) {
            verified.add(checkpoint(path, keys));
        }
        return verified;
    }

    private static Checkpoint checkpoint(Path path, JsonWebKeySet keys) throws IOException {
        String text = read(path).strip();
        // As /checkpoint answers it, or its signature alone.
        String compact =
                text.startsWith("{") ? parse(path, text).path("signature").asText() : text;
        try {
            return Checkpoint.verified(compact, keys);
        } catch (CommandFailure e) {
            throw new CommandFailure(path + ": " + e.getMessage(), e);
        }
    }

    private JsonWebKeySet publicKeys() throws IOException {
        String json = keys == null
                ? server.find().get("/.well-known/jwks.json", Map.of()).toString()
                : read(keys);
        try {
            return new JsonWebKeySet(json);
        } catch (JoseException e) {
            throw new CommandFailure("The keys are no JSON Web Key Set: " + e.getMessage(), e);
        }
    }

    private static JsonNode parse(Path path, String text) {
        try {
            return Json.MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new CommandFailure(path + " is not JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static String read(Path path) throws IOException {
        requireFile(path);
        return Files.readString(path);
    }

    private static InputStream open(String file) throws IOException {
        if (file.equals(STANDARD_INPUT)) {
            return System.in;
        }
        requireFile(Path.of(file));
        return Files.newInputStream(Path.of(file));
    }

    private static void requireFile(Path path) {
        if (!Files.isRegularFile(path)) {
            throw new CommandFailure("There is no file " + path + ".");
        }
    }
}
