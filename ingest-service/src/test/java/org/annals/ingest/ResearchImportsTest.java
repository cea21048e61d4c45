// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Imports of the formats of analysts: MISP, STIX, FollowTheMoney, markwhen and results of Wikidata. */
@QuarkusTest
@WithTestResource(StrictWithTimeline.class)
class ResearchImportsTest {

    private static final String MISP = """
            {"Event": {"uuid": "5d1b0a3c-0001-4000-8000-000000000001", "info": "Phishing against the harbour office",
              "date": "2024-03-12", "threat_level_id": "2", "published": true, "Orgc": {"name": "Harbour CERT"},
              "Tag": [{"name": "tlp:clear"}, {"name": "phishing"}],
              "EventReport": [{"name": "What happened", "content": "Mails asked for the login."}],
              "Attribute": [
                {"uuid": "5d1b0a3c-0002-4000-8000-000000000001", "type": "domain", "category": "Network activity",
                 "value": "ferry-login.example", "comment": "Seen in mails", "to_ids": true,
                 "first_seen": "2024-03-10T06:30:00.000000+00:00", "last_seen": "2024-03-11T20:00:00.000000+00:00"},
                {"uuid": "5d1b0a3c-0003-4000-8000-000000000001", "type": "link", "category": "External analysis",
                 "value": "https://cert.harbour.example/report", "comment": "Report"},
                {"uuid": "5d1b0a3c-0004-4000-8000-000000000001", "type": "md5", "value": "d41d8cd98f00b204e9800998ecf8427e"}],
              "Object": [
                {"uuid": "5d1b0a3c-0005-4000-8000-000000000001", "name": "email", "meta-category": "network",
                 "first_seen": "2024-03-10T06:00:00.250000+00:00",
                 "Attribute": [{"object_relation": "subject", "type": "email-subject", "value": "Your berth"},
                               {"object_relation": "from", "type": "email-src", "value": "desk@ferry-login.example"}]}]}}
            """;

    private static final String STIX = """
            {"type": "bundle", "id": "bundle--00000000-0000-4000-8000-000000000001", "objects": [
              {"type": "identity", "id": "identity--00000000-0000-4000-8000-000000000002", "name": "Harbour CERT",
               "identity_class": "organization", "created": "2024-01-01T00:00:00.000Z"},
              {"type": "malware", "id": "malware--00000000-0000-4000-8000-000000000003", "name": "Barnacle",
               "created": "2024-01-01T00:00:00.000Z", "modified": "2024-01-01T00:00:00.000Z", "is_family": false},
              {"type": "location", "id": "location--00000000-0000-4000-8000-000000000004", "name": "Odesa",
               "latitude": 46.48, "longitude": 30.73},
              {"type": "sighting", "id": "sighting--00000000-0000-4000-8000-000000000005",
               "created_by_ref": "identity--00000000-0000-4000-8000-000000000002",
               "created": "2024-03-12T10:00:00.000Z", "modified": "2024-03-12T10:00:00.000Z", "confidence": 70,
               "first_seen": "2024-03-10T06:30:00Z", "last_seen": "2024-03-11T20:00:00Z", "count": 3,
               "sighting_of_ref": "malware--00000000-0000-4000-8000-000000000003",
               "where_sighted_refs": ["location--00000000-0000-4000-8000-000000000004"],
               "external_references": [{"source_name": "Harbour CERT", "description": "Report",
                                        "url": "https://cert.harbour.example/report"}]},
              {"type": "report", "id": "report--00000000-0000-4000-8000-000000000006", "name": "Barnacle on board",
               "published": "2024-03-13T00:00:00.5Z", "created": "2024-03-12T10:00:00.000Z", "lang": "en",
               "report_types": ["malware"], "description": "A first look.",
               "object_refs": ["sighting--00000000-0000-4000-8000-000000000005"]},
              {"type": "campaign", "id": "campaign--00000000-0000-4000-8000-000000000007", "name": "Low tide",
               "created": "2024-01-01T00:00:00Z", "modified": "2024-01-02T00:00:00Z", "first_seen": "2024-01-01T00:00:00Z"},
              {"type": "campaign", "id": "campaign--00000000-0000-4000-8000-000000000007", "name": "High tide",
               "created": "2024-01-01T00:00:00Z", "modified": "2024-02-01T00:00:00Z", "first_seen": "2023-12-01T00:00:00Z"},
              {"type": "indicator", "id": "indicator--00000000-0000-4000-8000-000000000008", "revoked": true,
               "pattern": "[domain-name:value = 'ferry-login.example']", "valid_from": "2024-03-10T00:00:00Z"},
              {"type": "incident", "id": "incident--00000000-0000-4000-8000-000000000009", "name": "Berths mixed up",
               "created": "2024-03-14T08:00:00.000Z"}]}
            """;

    private static final String FOLLOW_THE_MONEY = """
            {"id": "p1", "schema": "Payment", "properties": {"date": ["2024-03"], "amount": ["1200"], "currency": ["EUR"], "payer": ["c1"], "beneficiary": ["h1"], "purpose": ["Berth 4"]}}
            {"id": "c1", "schema": "Company", "caption": "Ferry Ltd", "properties": {"name": ["Ferry Ltd"], "incorporationDate": ["1999"]}}
            {"id": "h1", "schema": "Person", "properties": {"name": ["Ada Pilot"], "birthDate": ["1980-01-01"]}}
            {"id": "e1", "schema": "Event", "properties": {"name": ["Harbour closed"], "startDate": ["2024-03-12"], "endDate": ["2024-03-14"], "sourceUrl": ["https://harbour.example/closed"], "publisher": ["Harbour"]}}
            {"id": "e1", "schema": "Event", "properties": {"location": ["Odesa"], "keywords": ["storm"], "name": ["Harbour closed"]}}
            {"id": "d1", "schema": "Pages", "properties": {"fileName": ["minutes.pdf"], "authoredAt": ["2024-02-30"]}}
            """;

    private static final String MARKWHEN = """
            ---
            title: The harbour
            dateFormat: d/M/yyyy
            ---
            // Notes of the desk
            group Storm #weather
            2024-03-12 / 2024-03-14: Harbour closed #storm
            The pilots [say](https://harbour.example/pilots) it was needed.
            endGroup
            05/03/2024: Ferry late
            id: late-ferry
            2024 - now: New pier is built ![pier](https://harbour.example/pier.jpg)
            March 2024: Fees rise
            2024-03-01 - 2 weeks: Inspection
            Mar 20 2024 every 2 weeks: Council
            after !late-ferry 3 days: Apology
            12/2023: Plans shown
            """;

    private static final String WIKIDATA = """
            {"head": {"vars": ["item", "itemLabel", "date", "datePrecision", "coord", "placeLabel", "article", "image"]},
             "results": {"bindings": [
              {"item": {"type": "uri", "value": "http://www.wikidata.org/entity/Q1001"},
               "itemLabel": {"type": "literal", "xml:lang": "en", "value": "Opening of the pier"},
               "date": {"type": "literal", "value": "1999-05-14T00:00:00Z"},
               "datePrecision": {"type": "literal", "value": "11"},
               "coord": {"type": "literal", "value": "Point(30.73 46.48)"},
               "placeLabel": {"type": "literal", "xml:lang": "en", "value": "Odesa"},
               "article": {"type": "uri", "value": "https://en.wikipedia.org/wiki/Pier"},
               "image": {"type": "uri", "value": "http://commons.wikimedia.org/wiki/Special:FilePath/Pier.jpg"}},
              {"item": {"type": "uri", "value": "http://www.wikidata.org/entity/Q1001"},
               "itemLabel": {"type": "literal", "xml:lang": "en", "value": "Opening of the pier"},
               "date": {"type": "literal", "value": "1999-05-14T00:00:00Z"},
               "datePrecision": {"type": "literal", "value": "11"},
               "article": {"type": "uri", "value": "https://uk.wikipedia.org/wiki/Pier"}},
              {"item": {"type": "uri", "value": "http://www.wikidata.org/entity/Q1002"},
               "itemLabel": {"type": "literal", "xml:lang": "en", "value": "First ferry"},
               "date": {"type": "literal", "value": "-0043-03-15T00:00:00Z"},
               "datePrecision": {"type": "literal", "value": "9"}},
              {"item": {"type": "uri", "value": "http://www.wikidata.org/entity/Q1003"},
               "itemLabel": {"type": "literal", "xml:lang": "en", "value": "Ferry of nobody knows when"},
               "date": {"type": "bnode", "value": "t1"}}]}}
            """;

    private final String timeline = "research-" + UUID.randomUUID();

    @ParameterizedTest
    @CsvSource({"misp, 3", "stix, 4", "followthemoney, 2", "markwhen, 7", "wikidata, 2"})
    void tells_the_format_and_adds_nothing_again(String format, int count) {
        String file = file(format);
        send(file).statusCode(202).body("format", equalTo(format), "added", equalTo(count));

        send(file).statusCode(200).body("unchanged", equalTo(count), "added", equalTo(0), "corrected", equalTo(0));
    }

    @Test
    void makes_events_of_misp_and_of_what_was_seen_in_them() {
        send(MISP)
                .body("items.where", contains("/Event", "/Event/Attribute/0", "/Event/Object/0"))
                .body(
                        "items.occurred",
                        contains(
                                "2024-03-12",
                                "2024-03-10T06:30:00+00:00/2024-03-11T20:00:00+00:00".replace("+00:00", "Z"),
                                "2024-03-10T06:00:00.250000Z"))
                .body("items[0].notes", contains(containsString("1 attributes and objects")));

        JsonNode event = message(0).get("value");
        assertEquals("Phishing against the harbour office", event.get("title").asText());
        assertEquals(
                "What happened\n\nMails asked for the login.",
                event.get("summary").asText());
        assertEquals("Harbour CERT", event.at("/actors/0/name").asText());
        assertEquals(
                "https://cert.harbour.example/report",
                event.at("/sources/0/url").asText());
        assertEquals("[\"tlp:clear\",\"phishing\"]", event.get("tags").toString());
        JsonNode attribute = message(1).get("value");
        assertEquals("domain: ferry-login.example", attribute.get("title").asText());
        assertEquals("part-of", attribute.at("/links/0/rel").asText());
        assertEquals(
                "5d1b0a3c-0001-4000-8000-000000000001",
                attribute.at("/links/0/id").asText());
        assertEquals(
                "subject: Your berth\nfrom: desk@ferry-login.example",
                message(2).at("/value/summary").asText());
    }

    @Test
    void reads_an_answer_of_misp_to_a_search() {
        send("{\"response\": [" + MISP + "]}")
                .body("format", equalTo("misp"), "added", equalTo(3))
                .body("items[0].where", equalTo("/response/0/Event"));
    }

    @Test
    void makes_events_of_what_stix_says_with_a_date() {
        send(STIX)
                .body("added", equalTo(4), "skipped", equalTo(5))
                .body("items[3].occurred", equalTo("2024-03-10T06:30:00Z/2024-03-11T20:00:00Z"))
                .body("items[4].occurred", equalTo("2024-03-13T00:00:00.5Z"))
                .body("items[1].reason", containsString("malware without a date"))
                .body("items[5].reason", containsString("older version"))
                .body("items[6].title", equalTo("High tide"))
                .body("items[7].reason", containsString("revoked"))
                .body("items[8].notes", hasItem(containsString("on which it was written")));

        JsonNode sighting = message(0).get("value");
        assertEquals("Sighting of Barnacle", sighting.get("title").asText());
        assertEquals("Harbour CERT", sighting.at("/actors/0/name").asText());
        assertEquals("Odesa", sighting.at("/places/0/name").asText());
        assertEquals(
                "https://cert.harbour.example/report",
                sighting.at("/sources/0/url").asText());
        assertEquals(2, sighting.at("/sources/1/credibility").asInt());
        assertEquals(
                "report--00000000-0000-4000-8000-000000000006",
                sighting.at("/links/0/id").asText());
    }

    @Test
    void makes_events_of_entities_with_a_date() {
        send(FOLLOW_THE_MONEY)
                .body("items.occurred", contains("2024-03", null, null, "2024-03-12/2024-03-14", null))
                .body("items[1].reason", containsString("Company without a date"))
                .body("items[4].reason", containsString("2024-02-30"));

        JsonNode payment = message(0).get("value");
        assertEquals(
                "Payment: Ferry Ltd – Ada Pilot (1200 EUR)",
                payment.get("title").asText());
        assertEquals("Berth 4", payment.get("summary").asText());
        assertEquals(
                "[{\"name\":\"Ferry Ltd\",\"kind\":\"organization\",\"role\":\"payer\"},{\"name\":\"Ada Pilot\","
                        + "\"kind\":\"person\",\"role\":\"beneficiary\"}]",
                payment.get("actors").toString());
        assertEquals("[\"1200\"]", payment.at("/details/amount").toString());
        JsonNode event = message(1).get("value");
        assertEquals("Odesa", event.at("/places/0/name").asText());
        assertEquals(
                "https://harbour.example/closed", event.at("/sources/0/url").asText());
        assertEquals("[\"storm\"]", event.get("tags").toString());
    }

    @Test
    void reads_the_lines_of_markwhen() {
        send(MARKWHEN)
                .body(
                        "items.occurred",
                        contains(
                                "2024-03-12/2024-03-14",
                                "2024-03-05",
                                "2024/..",
                                "2024-03",
                                "2024-03-01/2024-03-15",
                                "2024-03-20",
                                null,
                                "2023-12"))
                .body("items[1].id", equalTo("late-ferry"))
                .body("items[5].notes", hasItem(containsString("repeats")))
                .body("items[6].reason", containsString("after !late-ferry 3 days"));

        JsonNode closed = message(0).get("value");
        assertEquals("Harbour closed", closed.get("title").asText());
        assertEquals("The pilots say it was needed.", closed.get("summary").asText());
        assertEquals("[\"Storm\",\"storm\"]", closed.get("tags").toString());
        assertEquals(
                "https://harbour.example/pilots", closed.at("/sources/0/url").asText());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    2024-03-12T18:30:05Z: x          | 2024-03-12T18:30:05Z
                    03/12/2024 - 03/14/2024: x       | 2024-03-12/2024-03-14
                    2012-2014: x                     | 2012/2014
                    Dec 5 2024 - Dec 7 2024: x       | 2024-12-05/2024-12-07
                    1931~: x                         | 1931~
                    - [ ] 2024-03-12: x              | 2024-03-12
                    2024-03-14 - 2024-03-12: x       | 2024-03-14
                    """)
    void reads_dates_of_markwhen(String line, String occurred) {
        send(line + "\n").body("format", equalTo("markwhen"), "items[0].occurred", equalTo(occurred));
    }

    @Test
    void reads_results_of_wikidata() {
        send(WIKIDATA)
                .body("items.occurred", contains("1999-05-14", "-0043", null))
                .body("items.id", contains("Q1001", "Q1002", null))
                .body("items[0].notes", nullValue())
                .body("items[2].reason", containsString("has no date"));

        JsonNode opening = message(0).get("value");
        assertEquals("Opening of the pier", opening.get("title").asText());
        assertEquals("en", opening.get("language").asText());
        assertEquals(
                "{\"name\":\"Odesa\",\"latitude\":46.48,\"longitude\":30.73}",
                opening.at("/places/0").toString());
        assertEquals(
                "https://www.wikidata.org/wiki/Q1001",
                opening.at("/sources/0/url").asText());
        assertEquals(
                true, opening.path("sources").findValuesAsText("url").contains("https://uk.wikipedia.org/wiki/Pier"));
    }

    @ParameterizedTest
    @CsvSource({
        "1999-05-14T00:00:00Z, 14, 1999-05-14T00:00:00Z",
        "1999-05-14T00:00:00Z, 11, 1999-05-14",
        "1999-05-14T00:00:00Z, 10, 1999-05",
        "1999-01-01T00:00:00Z, 9, 1999",
        "1990-01-01T00:00:00Z, 8, 199X",
        "1900-01-01T00:00:00Z, 7, 18XX",
        "1999-05-14T00:00:00Z, , 1999-05-14",
        "1999-05-01T00:00:00Z, , 1999-05",
        "1999-01-01T00:00:00Z, , 1999",
        "-12000-01-01T00:00:00Z, 9, Y-12000"
    })
    void reads_dates_of_wikidata_as_exactly_as_they_are_known(String date, String precision, String occurred) {
        String said = precision == null ? "" : ", \"precision\": \"" + precision + "\"";
        send("[{\"item\": \"http://www.wikidata.org/entity/Q1\", \"itemLabel\": \"Pier\", \"date\": \"" + date + "\""
                        + said + "}]")
                .body("format", equalTo("wikidata"), "items[0].occurred", equalTo(occurred));
    }

    @ParameterizedTest
    @ValueSource(strings = {"misp", "stix", "followthemoney", "markwhen", "wikidata"})
    void refuses_files_that_are_of_another_format(String format) {
        for (String file :
                new String[] {"{}", "[]", "[1, null]", "{\"objects\": 1}", "{\"a\": [}", "nonsense", "{\"response\": 3}"
                }) {
            given().header("content-type", "application/octet-stream")
                    .body(file.getBytes(StandardCharsets.UTF_8))
                    .post("/v1/timelines/" + timeline + "/imports?format=" + format)
                    .then()
                    .statusCode(lessThan(500));
        }
    }

    private static String file(String format) {
        return switch (format) {
            case "misp" -> MISP;
            case "stix" -> STIX;
            case "followthemoney" -> FOLLOW_THE_MONEY;
            case "markwhen" -> MARKWHEN;
            default -> WIKIDATA;
        };
    }

    private ValidatableResponse send(String file) {
        return given().header("content-type", "application/octet-stream")
                .body(file.getBytes(StandardCharsets.UTF_8))
                .post("/v1/timelines/" + timeline + "/imports")
                .then();
    }

    private JsonNode message(int index) {
        return Topic.messages(timeline).path(index);
    }
}
