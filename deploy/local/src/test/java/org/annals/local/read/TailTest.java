// SPDX-License-Identifier: Apache-2.0
package org.annals.local.read;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.atomic.AtomicInteger;
import org.annals.local.client.StubServer;
import org.annals.local.client.StubServer.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class TailTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final AtomicInteger stored = new AtomicInteger(2);
    private StubServer server;
    private Thread tail = new Thread();

    @BeforeEach
    void listen() throws Exception {
        server = new StubServer()
                .on("GET /v1/timelines/story", request -> new Response(200, "{\"sequence\":" + stored.get() + "}"))
                .on("GET /v1/timelines/story/changes", request -> changesAfter(request.query()));
    }

    @AfterEach
    void stop() throws Exception {
        tail.interrupt();
        tail.join();
        server.close();
    }

    @Test
    void shows_only_what_is_new() {
        start("story");
        await().until(() -> server.requests().size() >= 2);

        stored.incrementAndGet();

        await().untilAsserted(() -> assertEquals("#3  2022  event  a.b  Title 3\n", output()));
    }

    @Test
    void shows_all_from_the_start() {
        start("story", "--from-start");

        await().untilAsserted(
                        () -> assertEquals("#1  2022  event  a.b  Title 1\n#2  2022  event  a.b  Title 2\n", output()));
    }

    @Test
    void waits_for_a_service_that_is_away_and_misses_nothing() {
        start("story");
        await().until(() -> server.requests().size() >= 2);
        server.on("GET /v1/timelines/story/changes", 503, "{}");
        stored.incrementAndGet();
        int asked = server.requests().size();
        await().until(() -> server.requests().size() > asked);

        server.on("GET /v1/timelines/story/changes", request -> changesAfter(request.query()));

        await().untilAsserted(() -> assertEquals("#3  2022  event  a.b  Title 3\n", output()));
    }

    private void start(String... arguments) {
        String[] all = new String[arguments.length + 2];
        System.arraycopy(arguments, 0, all, 0, arguments.length);
        all[arguments.length] = "--timeline-url";
        all[arguments.length + 1] = server.url();
        CommandLine commandLine = new CommandLine(new Tail())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .setExecutionExceptionHandler((exception, failed, parsed) -> 1);
        tail = new Thread(() -> commandLine.execute(all));
        tail.start();
    }

    private Response changesAfter(String query) {
        int after = Integer.parseInt(query.replaceAll(".*after=", ""));
        if (after >= stored.get()) {
            return new Response(200, "{\"items\":[]}");
        }
        int sequence = after + 1;
        return new Response(200, """
                {"items":[{"sequence":%d,"recorded":"2022","kind":"event",
                "content":{"type":"a.b","data":{"title":"Title %d"}}}],"next":%d}""".formatted(sequence, sequence, sequence));
    }

    private String output() {
        return out.toString().replace(System.lineSeparator(), "\n");
    }
}
