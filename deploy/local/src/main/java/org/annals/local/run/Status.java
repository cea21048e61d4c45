// SPDX-License-Identifier: Apache-2.0
package org.annals.local.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.annals.local.Ports;
import org.annals.local.client.Answer;
import org.annals.local.client.Json;
import org.annals.local.client.Server;
import org.annals.local.client.Table;
import org.annals.local.client.Terminal;
import org.annals.local.client.Unreachable;
import org.annals.local.workspace.Addresses;
import org.annals.local.workspace.Service;
import org.annals.local.workspace.Workspace;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code annals status} */
@Command(name = "status", description = "Say how each part is. The exit code is 0 only when all are ready.")
public final class Status implements Callable<Integer> {

    /**
     * How a part is.
     *
     * @param pid as text; empty where it is not known
     * @param detail what is wrong with it
     */
    record Part(String name, boolean ready, String state, String address, String pid, String detail) {}

    private static final List<String> HEADING = List.of("PART", "STATE", "ADDRESS", "PROCESS", "DETAIL");
    private static final int DETAIL_COLUMN = 4;

    @Option(names = "--json", description = "Print it as a JSON array.")
    private boolean json;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        List<Part> parts = parts(Workspace.current());
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.pretty(asJson(parts)));
        } else {
            Table table = new Table(HEADING, DETAIL_COLUMN);
            parts.forEach(
                    part -> table.row(List.of(part.name(), part.state(), part.address(), part.pid(), part.detail())));
            table.print(out, Terminal.width());
        }
        return parts.stream().allMatch(Part::ready) ? 0 : 1;
    }

    private static List<Part> parts(Workspace workspace) {
        Addresses addresses = workspace.addresses().orElse(Addresses.DEFAULT);
        List<Part> parts = new ArrayList<>();
        parts.add(listening("Kafka", addresses.broker(), pid(workspace.up())));
        parts.add(listening("PostgreSQL", addresses.database(), pid(workspace.database())));
        for (Service service : Service.values()) {
            String pid = pid(workspace.process(service));
            parts.add(service(service, addresses, pid));
        }
        return parts;
    }

    private static String pid(Optional<ProcessHandle> process) {
        return process.map(found -> Long.toString(found.pid())).orElse("");
    }

    private static Part listening(String name, int port, String pid) {
        boolean answers = Ports.answers(port);
        return new Part(name, answers, answers ? "up" : "down", "127.0.0.1:" + port, pid, "");
    }

    private static Part service(Service service, Addresses addresses, String pid) {
        String address = addresses.url(service).toString();
        try {
            Answer answer = new Server(service, addresses.management(service)).ask("/q/health/ready");
            if (answer.isSuccess()) {
                return new Part(service.title(), true, "ready", address, pid, "");
            }
            return new Part(service.title(), false, "not ready", address, pid, detail(answer.body()));
        } catch (Unreachable e) {
            return new Part(service.title(), false, pid.isEmpty() ? "down" : "no answer", address, pid, "");
        }
    }

    /** What the failed checks of MicroProfile Health say. */
    static String detail(JsonNode health) {
        List<String> failed = new ArrayList<>();
        for (JsonNode check : health.path("checks")) {
            if (!check.path("status").asText().equals("UP")) {
                JsonNode data = check.path("data");
                failed.add(check.path("name").asText() + (data.isMissingNode() ? "" : " " + data));
            }
        }
        return String.join("; ", failed);
    }

    private static ArrayNode asJson(List<Part> parts) {
        ArrayNode array = Json.MAPPER.createArrayNode();
        for (Part part : parts) {
            ObjectNode node = array.addObject();
            node.put("part", part.name());
            node.put("ready", part.ready());
            node.put("state", part.state());
            node.put("address", part.address());
            if (!part.pid().isEmpty()) {
                node.put("pid", Long.parseLong(part.pid()));
            }
            if (!part.detail().isEmpty()) {
                node.put("detail", part.detail());
            }
        }
        return array;
    }
}
