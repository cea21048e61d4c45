// SPDX-License-Identifier: Apache-2.0
package org.annals.local.partition;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import org.annals.local.client.IngestServer;
import org.annals.local.client.Json;
import org.annals.local.client.Server;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code annals partitions} */
@Command(
        name = "partitions",
        description = "Show how many partitions annals.events has, or add some.",
        sortOptions = false,
        footer = {
            "",
            "Publishing is paused for some ten seconds while partitions are added: publishers are answered 503 and send"
                    + " the same again. Where the command is interrupted, publishing stays paused; give it again.",
            "",
            "Examples:",
            "  ./annals partitions",
            "  ./annals partitions 48"
        })
public final class Partitions implements Callable<Integer> {

    private static final String PATH = "/v1/partitions";

    @Parameters(arity = "0..1", paramLabel = "NUMBER", description = "How many there should be.")
    private @Nullable Integer number;

    @Mixin
    private IngestServer server = new IngestServer();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        Server ingest = server.find();
        PrintWriter out = spec.commandLine().getOut();
        JsonNode count = number == null
                ? ingest.get(PATH, Map.of())
                : ingest.put(PATH, Json.MAPPER.createObjectNode().put("partitions", number));
        out.println("annals.events has " + count.path("partitions").asInt() + " partitions"
                + (count.path("paused").asBoolean()
                        ? "; some are being added, and publishing is paused. If that was interrupted, give the number again."
                        : "."));
        return 0;
    }
}
