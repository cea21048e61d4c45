// SPDX-License-Identifier: Apache-2.0
package org.annals.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.UUID;
import org.annals.local.rebuild.Rebuild;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import picocli.CommandLine;

/** The timeline database is a projection of the topic: lost, emptied or altered, it comes back to the last hash. */
@ExtendWith(Installation.class)
class RebuildIT {

    /** The same for all timelines of the installation, of which other tests leave some. */
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final Annals annals;
    private final Client client;
    private final String timeline = "story-" + UUID.randomUUID();

    RebuildIT(Annals annals) {
        this.annals = annals;
        this.client = new Client(annals);
    }

    @BeforeEach
    void tell() throws Exception {
        annals.revive();
        // A correction that comes before its event, and one of an event that is withdrawn already: rejected.
        String lines = """
                {"specversion":"1.0","id":"early","source":"/desk","type":"report.issued","subject":"%1$s","corrects":"report",
                 "data":{"occurred":"2022-08-04","title":"A report was issued in Kyiv"}}
                {"specversion":"1.0","id":"report","source":"/desk","type":"report.issued","subject":"%1$s",
                 "data":{"occurred":"2022-08","title":"A report was issued","details":{"price":1.50}}}
                {"specversion":"1.0","id":"twice","source":"/desk","type":"report.issued","subject":"%1$s",
                 "data":{"occurred":"2022-08-04","title":"Entered twice"}}
                {"specversion":"1.0","id":"twice-2","source":"/desk","type":"report.issued","subject":"%1$s","retracts":"twice",
                 "data":{"reason":"Entered twice"}}
                {"specversion":"1.0","id":"twice-3","source":"/desk","type":"report.issued","subject":"%1$s","corrects":"twice",
                 "data":{"occurred":"2022-08-05","title":"Entered twice"}}
                """.formatted(timeline).replace("\n ", " ");
        HttpResponse<String> answer = client.post(Annals.INGEST, "/v1/events", "application/x-ndjson", lines);
        assertEquals(
                5,
                answer.body()
                        .lines()
                        .filter(line -> line.contains("\"status\":202"))
                        .count(),
                answer.body());
        awaitSequence();
    }

    @Test
    void a_lost_database_is_filled_from_the_topic_with_the_same_sequences_and_hashes() throws Exception {
        String before = everything();
        annals.stop(Annals.TIMELINE);
        Installation.execute(annals, "postgres", "DROP DATABASE timeline WITH (FORCE)");
        Installation.execute(annals, "postgres", "CREATE DATABASE timeline");

        annals.start(Annals.TIMELINE);
        annals.awaitReady(Annals.TIMELINE);

        awaitSequence();
        assertEquals(before, everything());
    }

    @Test
    void rebuilds_while_the_service_runs_and_finds_the_same_hashes() throws Exception {
        String before = everything();

        String said = rebuild(0);

        assertTrue(said.contains("sequences and hashes are the same"), said);
        assertEquals(before, everything());
    }

    @Test
    void mends_what_was_altered_and_says_which_timeline_it_was() throws Exception {
        String before = everything();
        Installation.execute(
                annals,
                "timeline",
                "UPDATE timeline SET title = 'altered', hash = sha256('altered') WHERE timeline = '" + timeline + "'");

        String said = rebuild(1);

        assertTrue(said.contains(timeline + " has another hash at 4"), said);
        assertEquals(before, everything());
    }

    /** All that is told of the timeline, to the last hash. */
    private String everything() throws Exception {
        return client.text(Annals.TIMELINE, "/v1/timelines/" + timeline + "/changes")
                + client.text(Annals.TIMELINE, "/v1/timelines/" + timeline + "/events?retracted=include")
                + client.text(Annals.TIMELINE, "/v1/timelines/" + timeline + "/verify");
    }

    private void awaitSequence() {
        Awaitility.await()
                .atMost(LIMIT)
                .until(() -> client.get(Annals.TIMELINE, "/v1/timelines/" + timeline)
                                .path("sequence")
                                .asInt()
                        == 4);
    }

    private String rebuild(int expected) {
        StringWriter said = new StringWriter();
        int status = new CommandLine(new Rebuild())
                .setOut(new PrintWriter(said, true))
                .setErr(new PrintWriter(said, true))
                .execute("--jdbc-url", annals.jdbcUrl("timeline"));
        assertEquals(expected, status, said.toString());
        return said.toString();
    }
}
