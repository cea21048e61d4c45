// SPDX-License-Identifier: Apache-2.0
package org.annals.local.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import org.annals.local.Ports;
import org.annals.local.client.StubServer;
import org.annals.local.client.StubServer.Request;
import org.annals.local.client.StubServer.Response;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class AnnalsTest {

    private static final String ACCEPTED = """
            {"accepted":[{"eventId":"0b7f9b2e-9d0e-5c3a-8f68-3f1c5a6f3f10","timeline":"story","source":"/desk","id":"1"}]}
            """;

    @TempDir
    Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private StubServer server;

    @BeforeEach
    void listen() throws IOException {
        server = new StubServer();
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void without_a_command_it_names_the_commands() {
        assertEquals(2, run());
        assertTrue(
                Pattern.compile("publish +Publish events")
                        .matcher(err.toString())
                        .find(),
                err.toString());
    }

    @Test
    void every_command_explains_itself() {
        for (String command : commandLine().getSubcommands().keySet()) {
            assertEquals(0, run(command, "--help"), command);
        }
        assertEquals("", err.toString());
    }

    @Test
    void wrong_usage_is_told_in_two_lines() {
        assertEquals(2, run("publish", "--timeline", "story", "--title", "A report"));
        assertEquals("--type is missing\n'./annals publish --help' explains.\n", errors());
    }

    @Test
    void publishes_a_file_as_a_batch() throws Exception {
        server.on("POST /v1/events", 202, ACCEPTED);

        assertEquals(0, run("publish", file("{\"id\":\"1\"}"), "--ingest-url", server.url()));
        Request request = server.requests().get(0);
        assertEquals("application/cloudevents-batch+json", request.contentType());
        assertEquals("[{\"id\":\"1\"}]", request.body().toString());
        assertEquals("Accepted 1 event on story.\nSee them: ./annals timeline story\n", output());
    }

    @Test
    void publishes_a_file_of_any_size_in_several_batches() throws Exception {
        server.on("POST /v1/events", 202, ACCEPTED);

        assertEquals(0, run("publish", file("{}\n".repeat(2001)), "--ingest-url", server.url()));
        assertEquals(3, server.requests().size());
        assertEquals(1000, server.requests().get(0).body().size());
        assertEquals(1, server.requests().get(2).body().size());
    }

    @Test
    void names_each_problem_by_its_place_in_the_file() throws Exception {
        server.on("POST /v1/events", 400, """
                {"detail":"Two events break rules.","violations":[
                  {"pointer":"/1/data/title","detail":"is required"},
                  {"pointer":"/2","detail":"is twice in the batch"}]}
                """);

        assertEquals(1, run("publish", file("[{},\n{\"id\":\"b\"},\n{}]"), "--ingest-url", server.url()));
        assertEquals("""
                Refused: Two events break rules.
                  event 2 (line 2, id b) /data/title: is required
                  event 3 (line 3) is twice in the batch
                Nothing was published.
                """, errors());
    }

    @Test
    void tries_again_while_ingest_is_busy() throws Exception {
        server.on(
                "POST /v1/events",
                request -> server.requests().size() < 3
                        ? new Response(503, "{\"detail\":\"Kafka is away\"}")
                        : new Response(202, ACCEPTED));

        assertEquals(0, run("publish", file("{}"), "--ingest-url", server.url()));
        assertEquals(3, server.requests().size());
    }

    @Test
    void publishes_an_event_from_options() {
        server.on("POST /v1/events", 202, ACCEPTED);

        String[] arguments = {
            "publish",
            "--ingest-url",
            server.url(),
            "--timeline",
            "story",
            "--type",
            "report.issued",
            "--title",
            "A report",
            "--occurred",
            "2022-08-04",
            "--id",
            "1",
            "--tag",
            "a",
            "--tag",
            "b",
            "--actor",
            "Amnesty",
            "--url",
            "https://a"
        };

        assertEquals(0, run(arguments));
        assertEquals(
                "[{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/annals/cli\",\"type\":\"report.issued\","
                        + "\"subject\":\"story\",\"datacontenttype\":\"application/json\",\"data\":{"
                        + "\"occurred\":\"2022-08-04\",\"title\":\"A report\",\"actors\":[{\"name\":\"Amnesty\"}],"
                        + "\"sources\":[{\"url\":\"https://a\"}],\"tags\":[\"a\",\"b\"]}}]",
                server.requests().get(0).body().toString());
        assertEquals(
                "Accepted: event 0b7f9b2e-9d0e-5c3a-8f68-3f1c5a6f3f10 on timeline story (source /desk, id 1).\n",
                output());
    }

    @Test
    void withdraws_an_event_with_a_reason() {
        server.on("POST /v1/events", 202, ACCEPTED);

        assertEquals(
                0,
                run(
                        "publish",
                        "--ingest-url",
                        server.url(),
                        "--timeline",
                        "story",
                        "--retracts",
                        "1",
                        "--id",
                        "2",
                        "--reason",
                        "Entered twice"));
        assertEquals(
                "[{\"specversion\":\"1.0\",\"id\":\"2\",\"source\":\"/annals/cli\",\"type\":\"event.retracted\","
                        + "\"subject\":\"story\",\"retracts\":\"1\",\"datacontenttype\":\"application/json\","
                        + "\"data\":{\"reason\":\"Entered twice\"}}]",
                server.requests().get(0).body().toString());
    }

    @Test
    void imports_a_file_and_tells_what_became_of_it() throws Exception {
        server.on("POST /v1/timelines/story/imports", 200, """
                {"progress":{"total":3,"added":0,"corrected":0,"unchanged":0,"skipped":0}}
                {"item":{"where":"/events/0","action":"added","occurred":"1931","title":"The bridge is opened",\
                "notes":["text was cut to 10000 characters"]}}
                {"item":{"where":"/events/1","action":"unchanged","occurred":"1932","title":"The bridge is painted"}}
                {"item":{"where":"/events/2","action":"skipped","title":"Later","reason":"is no event in order",\
                "violations":[{"pointer":"/data/occurred","message":"is no date"}]}}
                {"report":{"format":"timelinejs","source":"/imports/timelinejs","added":1,"corrected":0,"unchanged":1,\
                "skipped":1,"pending":false,"missing":[{"eventId":"x","id":"bar","title":"The bar","occurred":"1930"}],\
                "missingCount":1,"notes":["The file is odd."],"items":[],"unlisted":3}}
                """);

        assertEquals(0, run("import", file("{\"events\":[]}"), "--timeline", "story", "--ingest-url", server.url()));
        assertEquals("""
                         WHERE      WHEN  TITLE
                added    /events/0  1931  The bridge is opened [text was cut to 10000 characters]
                skipped  /events/2        Later: is no event in order; /data/occurred is no date
                missing             1930  The bar
                The file is odd.
                On story: 1 added, 0 corrected, 1 unchanged, 1 skipped (timelinejs, source /imports/timelinejs).
                Missing is what the timeline has of this source and the file has not; it stays.
                """, output());
        assertEquals("application/json", server.requests().get(0).contentType());
        assertEquals("dryRun=false&backfill=true", server.requests().get(0).query());
    }

    @Test
    void says_what_an_import_would_do() throws Exception {
        server.on("POST /v1/timelines/story/imports", 200, """
                {"report":{"format":"rss","source":"/desk","added":0,"corrected":0,"unchanged":2,"skipped":0,"items":[],\
                "mapping":{"title":"Headline","occurred":"Day"}}}
                """);

        String[] arguments = {
            "import",
            file("{}"),
            "--timeline",
            "story",
            "--dry-run",
            "--format",
            "rss",
            "--source",
            "/desk",
            "--type",
            "a.b",
            "--alert",
            "--map",
            "title=Head line",
            "--map=occurred=Day",
            "--date-order",
            "dmy",
            "--sheet",
            "Events",
            "--charset",
            "windows-1251",
            "--ingest-url",
            server.url()
        };

        assertEquals(0, run(arguments));
        assertEquals("""
                Columns: title=Headline, occurred=Day.
                Would be on story: 0 added, 0 corrected, 2 unchanged, 0 skipped (rss, source /desk).
                """, output());
        assertEquals(
                "dryRun=true&backfill=false&format=rss&source=/desk&type=a.b&dateOrder=dmy&sheet=Events"
                        + "&map=title=Head line&map=occurred=Day",
                server.requests().get(0).query());
        assertEquals(
                "application/json; charset=windows-1251",
                server.requests().get(0).contentType());
    }

    @Test
    void says_that_an_import_stopped_on_its_way() throws Exception {
        server.on("POST /v1/timelines/story/imports", 200, """
                {"item":{"where":"line 2","action":"added","title":"The bridge is opened"}}
                {"problem":{"status":503,"detail":"Kafka did not confirm."}}
                """);

        assertEquals(1, run("import", file("{}"), "--timeline", "story", "--ingest-url", server.url()));
        assertEquals(
                "Stopped: Kafka did not confirm.\nA part may be published. Import the file again: what is there is not added"
                        + " twice.\n",
                errors());
    }

    @Test
    void says_why_a_file_can_not_be_imported() throws Exception {
        server.on("POST /v1/timelines/story/imports", 400, "{\"detail\":\"The file is no feed: line 3\"}");

        assertEquals(1, run("import", file("{}"), "--timeline", "story", "--ingest-url", server.url()));
        assertEquals("Refused: The file is no feed: line 3\nNothing was published.\n", errors());
    }

    @Test
    void refuses_options_that_do_not_go_together() {
        assertEquals(2, run("publish", "story.json", "--timeline", "story"));
        assertEquals(2, run("publish"));
        assertEquals(2, run("publish", "--timeline", "story", "--retracts", "1"));
        assertEquals(2, run("publish", "--timeline", "story", "--retracts", "1", "--reason", "x", "--title", "y"));
        assertEquals(2, run("publish", "--timeline", "story", "--retracts", "1", "--reason", "x", "--corrects", "2"));
        assertEquals(2, run("publish", "--timeline", "story", "--type", "a.b", "--title", "y", "--reason", "x"));
    }

    @Test
    void says_what_to_do_when_a_file_is_missing() {
        assertEquals(1, run("publish", "none.json", "--ingest-url", server.url()));
        assertTrue(errors().startsWith("No file none.json here ("), errors());
    }

    @Test
    void says_what_to_do_when_a_service_does_not_run() {
        String url = "http://127.0.0.1:" + Ports.free();

        assertEquals(1, run("timeline", "story", "--timeline-url", url));
        assertEquals(
                "timeline-service does not answer at " + url
                        + ". Is it running? './annals status' tells, './annals up' starts it.\n",
                errors());
    }

    @Test
    void refuses_an_address_that_is_none() {
        assertEquals(1, run("timeline", "story", "--timeline-url", "localhost:8080"));
        assertTrue(errors().startsWith("'localhost:8080' is no address of a server"), errors());
    }

    @Test
    void shows_a_timeline_page_after_page() {
        server.on(
                "GET /v1/timelines/story/events",
                request -> request.query().contains("cursor=c/2")
                        ? new Response(200, "{\"items\":[" + event("2", "2022-08-05", "The director resigns") + "]}")
                        : new Response(
                                200,
                                "{\"items\":[" + event("1", "2022-08-04", "The report is issued")
                                        + "],\"next\":\"c/2\"}"));

        assertEquals(0, run("timeline", "story", "--from", "2022", "--type", "a.*", "--timeline-url", server.url()));
        assertEquals("""
                WHEN        WHAT                  TYPE  STATUS     EVENT
                2022-08-04  The report is issued  a.b   confirmed  1
                2022-08-05  The director resigns  a.b   confirmed  2
                """, output());
        assertTrue(
                server.requests().get(0).query().endsWith("retracted=include&from=2022&type=a.*"),
                server.requests().get(0).query());
    }

    @Test
    void says_so_when_there_is_no_such_timeline() {
        server.on("GET /v1/timelines/story/events", 404, "{\"detail\":\"There is no timeline story.\"}");

        assertEquals(1, run("timeline", "story", "--timeline-url", server.url()));
        assertEquals("timeline-service: There is no timeline story.\n", errors());
    }

    @Test
    void prints_json_where_it_is_asked_to() {
        server.on("GET /v1/timelines", 200, "{\"items\":[{\"timeline\":\"story\"}]}");

        assertEquals(0, run("timelines", "--json", "--timeline-url", server.url()));
        assertEquals("[ {\n  \"timeline\" : \"story\"\n} ]\n", output());
    }

    @Test
    void subscribes_and_shows_the_secret() {
        server.on("POST /v1/subscriptions", 201, "{\"id\":\"s1\",\"secret\":\"whsec_abc\"}");

        assertEquals(
                0,
                run(
                        "subscribe",
                        "https://example.org/hook",
                        "--timeline",
                        "story",
                        "--notification-url",
                        server.url()));
        assertEquals("Subscribed: s1\nSecret (shown only now): whsec_abc\n", output());
        assertEquals(
                "{\"sink\":\"https://example.org/hook\",\"protocol\":\"HTTP\",\"timelines\":[\"story\"]}",
                server.requests().get(0).body().toString());
    }

    @Test
    void tells_all_that_is_wrong_with_a_subscription() {
        server.on("POST /v1/subscriptions", 400, """
                {"detail":"The subscription breaks a rule.","violations":[{"pointer":"/types/0","detail":"must be a type"}]}
                """);

        assertEquals(1, run("subscribe", "https://a", "--type", "X", "--notification-url", server.url()));
        assertEquals("notification-service: The subscription breaks a rule. (/types/0 must be a type)\n", errors());
    }

    @Test
    void a_failure_nobody_expected_has_a_trace_only_when_verbose() throws Exception {
        String unreadable = Files.createDirectory(directory.resolve("log")).toString();
        System.setProperty("annals.home", unreadable);
        try {
            Files.createDirectories(Path.of(unreadable, ".annals", "logs", "build.log"));
            assertEquals(1, run("logs", "build"));
            assertEquals(2, errors().lines().count(), errors());
            assertEquals(1, run("logs", "build", "--verbose"));
            assertTrue(errors().contains("\tat org.annals.local.run.LogFile"), errors());
        } finally {
            System.clearProperty("annals.home");
        }
    }

    @Test
    void makes_a_token_that_the_public_key_proves() throws Exception {
        System.setProperty("annals.home", directory.toString());
        try {
            assertEquals(
                    0,
                    run(
                            "token",
                            "--name",
                            "desk",
                            "--role",
                            "publisher",
                            "--source",
                            "/desk/*",
                            "--reads",
                            "secret-*",
                            "--for",
                            "30m"));
            String token = output().strip();
            out.getBuffer().setLength(0);
            assertEquals(0, run("token", "--public-key"));

            JwtClaims claims = new JwtConsumerBuilder()
                    .setVerificationKey(KeyFactory.getInstance("RSA")
                            .generatePublic(
                                    new X509EncodedKeySpec(Base64.getDecoder().decode(output().strip()))))
                    .setExpectedAudience("annals")
                    .setRequireExpirationTime()
                    .setMaxFutureValidityInMinutes(31)
                    .build()
                    .processToClaims(token);
            assertEquals("desk", claims.getSubject());
            assertEquals(List.of("publisher"), claims.getStringListClaimValue("groups"));
            assertEquals(List.of("/desk/*"), claims.getStringListClaimValue("annals_sources"));
            assertEquals(List.of("secret-*"), claims.getStringListClaimValue("annals_reads"));
            // Not limited: a list of none would allow none.
            assertFalse(claims.hasClaim("annals_timelines"));
        } finally {
            System.clearProperty("annals.home");
        }
    }

    @Test
    void a_token_needs_a_role_and_an_end() {
        assertEquals(2, run("token", "--name", "desk"));
        assertEquals(2, run("token", "--role", "reader", "--for", "never"));
        assertEquals(2, run("token", "--role", "reader", "--for", "0h"));
    }

    private int run(String... arguments) {
        return commandLine().execute(arguments);
    }

    private CommandLine commandLine() {
        return Annals.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    }

    private String output() {
        return out.toString().replace(System.lineSeparator(), "\n");
    }

    private String errors() {
        return err.toString().replace(System.lineSeparator(), "\n");
    }

    private String file(String text) throws IOException {
        return Files.writeString(directory.resolve("events.json"), text).toString();
    }

    private static String event(String id, String occurred, String title) {
        return "{\"eventId\":\"" + id + "\",\"type\":\"a.b\",\"revision\":1,\"data\":{\"occurred\":\"" + occurred
                + "\",\"title\":\"" + title + "\",\"status\":\"confirmed\"}}";
    }
}
