// SPDX-License-Identifier: Apache-2.0
package org.annals.system;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What only the services together can show, as they are packaged. */
@ExtendWith(Installation.class)
class WholeWayIT {

    private final Annals annals;
    private final Client client;
    private final String timeline = "story-" + UUID.randomUUID();

    WholeWayIT(Annals annals) {
        this.annals = annals;
        this.client = new Client(annals);
    }

    @BeforeEach
    void revive() throws Exception {
        annals.revive();
    }

    @Test
    void mail_is_refused_where_nobody_has_configured_it() throws Exception {
        String subscription = "{\"sink\": \"mailto:desk@example.org\", \"protocol\": \"EMAIL\"}";

        HttpResponse<String> answer =
                client.post(Annals.NOTIFICATION, "/v1/subscriptions", "application/json", subscription);

        assertEquals(400, answer.statusCode(), answer.body());
        assertEquals(
                "email-not-configured",
                new ObjectMapper().readTree(answer.body()).at("/code").asText());
    }

    @Test
    void an_import_again_adds_nothing_and_an_edited_item_becomes_a_correction() throws Exception {
        JsonNode first = importRows("It is closed.");
        JsonNode again = importRows("It is closed.");
        JsonNode edited = importRows("It is open.");
        JsonNode editedBack = importRows("It is closed.");
        JsonNode last = importRows("It is closed.");

        assertEquals(2, first.get("added").asInt(), first.toString());
        assertEquals(2, again.get("unchanged").asInt(), again.toString());
        assertEquals(1, edited.get("corrected").asInt(), edited.toString());
        assertEquals(1, editedBack.get("corrected").asInt(), editedBack.toString());
        assertEquals(2, last.get("unchanged").asInt(), last.toString());
        JsonNode event = client.get(
                Annals.TIMELINE, "/v1/events/" + first.at("/items/0/eventId").asText());
        assertEquals(3, event.get("revision").asInt());
        assertEquals("It is closed.", event.at("/data/summary").asText());
        assertEquals(
                4,
                client.get(Annals.TIMELINE, "/v1/timelines/" + timeline)
                        .get("sequence")
                        .asInt());
    }

    @Test
    void a_timeline_moves_with_its_history_by_its_export() throws Exception {
        String moved = "moved-" + timeline;
        publish("""
                {"specversion":"1.0","id":"report","source":"/desk","type":"report.issued","subject":"%1$s","legacyid":"7",
                 "data":{"occurred":"2022-08","title":"A report was issued","details":{"price":1.50}}}
                {"specversion":"1.0","id":"report-2","source":"/desk","type":"report.issued","subject":"%1$s","corrects":"report",
                 "data":{"occurred":"2022-08-04","title":"A report was issued"}}
                {"specversion":"1.0","id":"twice","source":"/desk","type":"report.issued","subject":"%1$s",
                 "data":{"occurred":"2022-08-04","title":"Entered twice"}}
                {"specversion":"1.0","id":"twice-2","source":"/desk","type":"report.issued","subject":"%1$s","retracts":"twice",
                 "data":{"reason":"Entered twice"}}
                """.formatted(timeline).replace("\n ", " "));
        awaitSequence(timeline, 4);

        publish(export(timeline).replace(timeline, moved));
        awaitSequence(moved, 4);

        assertEquals(export(timeline), export(moved).replace(moved, timeline));
        JsonNode changes = client.get(Annals.TIMELINE, "/v1/timelines/" + moved + "/changes");
        assertEquals(List.of("event", "correction", "event", "retraction"), changes.findValuesAsText("kind"));
    }

    private String export(String name) throws Exception {
        return client.text(Annals.TIMELINE, "/v1/timelines/" + name + "/events?format=cloudevents&retracted=include");
    }

    private void publish(String lines) throws Exception {
        HttpResponse<String> answer = client.post(Annals.INGEST, "/v1/events", "application/x-ndjson", lines);
        for (String line : answer.body().lines().toList()) {
            assertEquals(202, new ObjectMapper().readTree(line).get("status").asInt(), line);
        }
    }

    private void awaitSequence(String name, int sequence) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> client.get(Annals.TIMELINE, "/v1/timelines/" + name)
                                .path("sequence")
                                .asInt()
                        == sequence);
    }

    private JsonNode importRows(String text) throws Exception {
        HttpResponse<String> answer = client.post(
                Annals.INGEST,
                "/v1/timelines/" + timeline + "/imports",
                "text/csv",
                "Year,Headline,Text\n2022,The bridge," + text + "\n2023,The ferry,\n");
        assertEquals(2, answer.statusCode() / 100, answer.body());
        return new ObjectMapper().readTree(answer.body());
    }
}
