// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(StrictWithTimeline.class)
class CalendarImportsTest {

    private static final String START = "DTSTART:20240312T183000Z\n";

    private final String timeline = "calendar-" + UUID.randomUUID();

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    DTSTART:20240312T183000Z                                    | 2024-03-12T18:30:00Z
                    DTSTART:20240312T183000                                     | 2024-03-12T18:30:00
                    DTSTART:20240312                                            | 2024-03-12
                    DTSTART;VALUE=DATE-TIME:20240312                            | 2024-03-12
                    DTSTART:2024-03-12T18:30:00Z                                | 2024-03-12T18:30:00Z
                    dtstart;tzid=Europe/Kyiv:20240712T183000                    | 2024-07-12T18:30:00+03:00
                    DTSTART;TZID="W. Europe Standard Time":20240312T183000      | 2024-03-12T18:30:00+01:00
                    DTSTART;TZID=Pacific Standard Time:20240712T183000          | 2024-07-12T18:30:00-07:00
                    DTSTART;TZID=/vendor.example/2024/America/New_York:20240712T183000 | 2024-07-12T18:30:00-04:00
                    DTSTART;TZID=GMT+0530:20240712T183000                       | 2024-07-12T18:30:00+05:30
                    DTSTART;TZID=Europe/Kyiv:20240312T183000Z                   | 2024-03-12T18:30:00Z
                    DTSTART;TZID=Europe/Kyiv;VALUE=DATE:20240312                | 2024-03-12
                    DTSTART;TZID=Europe/Berlin:18900312T183000                  | 1890-03-12T17:36:32Z
                    DTSTART:20240312;DTEND:20240313                             | 2024-03-12
                    DTSTART:20240312;DTEND:20240312                             | 2024-03-12
                    DTSTART:20240312;DTEND:20240315                             | 2024-03-12/2024-03-14
                    DTSTART:20240312;DURATION:P3D                               | 2024-03-12/2024-03-14
                    DTSTART:20240312;DURATION:P1W                               | 2024-03-12/2024-03-18
                    DTSTART:20240312T183000Z;DURATION:PT1H30M                   | 2024-03-12T18:30:00Z/2024-03-12T20:00:00Z
                    DTSTART:20240312T183000;DTEND:20240312T200000               | 2024-03-12T18:30:00/2024-03-12T20:00:00
                    DTSTART;TZID=Europe/Kyiv:20240330T183000;DURATION:P1D       | 2024-03-30T18:30:00+02:00/2024-03-31T18:30:00+03:00
                    DTSTART:20240312T183000Z;DTEND;TZID=Asia/Tokyo:20240313T050000 | 2024-03-12T18:30:00Z/2024-03-13T05:00:00+09:00
                    DTSTART:20240312T183000Z;DTEND:20240314                     | 2024-03-12T18:30:00Z/2024-03-13
                    DTSTART:20240312T183000Z;DTEND:20240312T183000Z             | 2024-03-12T18:30:00Z
                    """)
    void reads_dates_zones_and_ends(String lines, String occurred) {
        event(lines.replaceAll(";(?=DTEND|DURATION)", "\n") + "\n")
                .body("items[0].reason", nullValue())
                .body("items[0].occurred", equalTo(occurred))
                .body("items[0].notes", nullValue());
    }

    @ParameterizedTest
    @ValueSource(strings = {"20240231T100000Z", "20240231", "20241312", "20240312T250000Z", "soon", "", "20240312T18"})
    void skips_alone_an_event_whose_date_does_not_exist(String date) {
        calendar("BEGIN:VEVENT\nUID:1\nSUMMARY:Never\nDTSTART:" + date
                        + "\nEND:VEVENT\nBEGIN:VEVENT\nUID:2\nSUMMARY:Talks\n" + START + "END:VEVENT\n")
                .body("added", equalTo(1))
                .body("items[0].reason", containsString("'" + date + "'"));
    }

    @Test
    void leaves_out_values_that_cannot_be_read_and_says_so() {
        event(START + "DTEND:later\nGEO:near the bridge\nCREATED:00001231T000000Z\nSEQUENCE:first\nno property\n"
                        + "URL:not an address\nLAST-MODIFIED:x\nATTENDEE;CN=A:mailto:a@ferry.example\n")
                .body("added", equalTo(1))
                .body("items[0].occurred", equalTo("2024-03-12T18:30:00Z"))
                .body("items[0].notes", hasItem(containsString("DTEND 'later'")))
                .body("items[0].notes", hasItem(containsString("near the bridge")))
                .body("items[0].notes", hasItem(containsString("not an address")))
                .body("items[0].notes", hasItem("left out: ATTENDEE"))
                .body("items[0].notes", hasItem(containsString("is no property")));
    }

    @Test
    void reads_a_leap_second_and_an_end_before_the_start_as_far_as_they_go() {
        event("DTSTART:20161231T235960Z\nDTEND:20160101T000000Z\n")
                .body("items[0].occurred", equalTo("2016-12-31T23:59:59Z"))
                .body("items[0].notes", hasItem(containsString("leap second")))
                .body("items[0].notes", hasItem(containsString("ends before it begins")));
    }

    @Test
    void keeps_a_time_local_whose_zone_nobody_knows() {
        event("DTSTART;TZID=Ferry Standard Time:20240312T183000\n")
                .body("items[0].occurred", equalTo("2024-03-12T18:30:00"))
                .body("items[0].notes", hasItem(containsString("Ferry Standard Time")));
    }

    @ParameterizedTest
    @CsvSource({
        // Before any change of the clock, in winter, in summer, when it is put forward, and when it is put back.
        "20150101T120000, 2015-01-01T12:00:00+03:00",
        "20240105T120000, 2024-01-05T12:00:00+04:00",
        "20240705T120000, 2024-07-05T12:00:00+05:00",
        "20240401T013000, 2024-04-01T01:30:00+04:00",
        "20241001T023000, 2024-10-01T02:30:00+05:00",
        "20241001T030000, 2024-10-01T03:00:00+04:00",
        "20300705T120000, 2030-07-05T12:00:00+06:00"
    })
    void reads_a_zone_that_only_the_file_knows(String local, String occurred) {
        String zone = """
                BEGIN:VTIMEZONE
                TZID:Ferry
                BEGIN:STANDARD
                DTSTART:20160101T000000
                TZOFFSETFROM:+0300
                TZOFFSETTO:+0400
                RDATE:20241001T030000
                RRULE:FREQ=YEARLY;BYMONTH=10;BYMONTHDAY=1;UNTIL=20211001T000000Z
                END:STANDARD
                BEGIN:DAYLIGHT
                DTSTART:20160401T010000
                TZOFFSETFROM:+0400
                TZOFFSETTO:+0500
                RRULE:FREQ=YEARLY;BYMONTH=4;BYMONTHDAY=1;UNTIL=20240401T000000Z
                END:DAYLIGHT
                BEGIN:STANDARD
                DTSTART:20220101T000000
                TZOFFSETFROM:+0500
                TZOFFSETTO:+0400
                END:STANDARD
                BEGIN:STANDARD
                DTSTART:20230101T000000
                TZOFFSETFROM:+0500
                TZOFFSETTO:+0400
                RDATE:20240101T000000
                END:STANDARD
                BEGIN:STANDARD
                DTSTART:20290101T000000
                TZOFFSETFROM:+0400
                TZOFFSETTO:+0600
                END:STANDARD
                BEGIN:STANDARD
                TZOFFSETTO:soon
                END:STANDARD
                END:VTIMEZONE
                """;
        calendar(zone + "BEGIN:VEVENT\nUID:1\nSUMMARY:Talks\nDTSTART;TZID=Ferry:" + local + "\nEND:VEVENT\n")
                .body("items[0].occurred", equalTo(occurred));
    }

    @Test
    void believes_iana_rather_than_the_file() {
        String wrong = """
                BEGIN:VTIMEZONE
                TZID:%s
                %sBEGIN:STANDARD
                DTSTART:19700101T000000
                TZOFFSETFROM:+0900
                TZOFFSETTO:+0900
                RRULE:FREQ=YEARLY;BYMONTH=1
                END:STANDARD
                END:VTIMEZONE
                """;
        calendar(wrong.formatted("Europe/London", "")
                        + wrong.formatted("My office", "X-LIC-LOCATION:Europe/London\n")
                        + "BEGIN:VEVENT\nUID:1\nSUMMARY:Talks\nDTSTART;TZID=Europe/London:20240712T120000\nEND:VEVENT\n"
                        + "BEGIN:VEVENT\nUID:2\nSUMMARY:Talks\nDTSTART;TZID=My office:20240712T120000\nEND:VEVENT\n")
                .body("items.occurred", contains("2024-07-12T12:00:00+01:00", "2024-07-12T12:00:00+01:00"));
    }

    @Test
    void reads_lines_that_are_folded_within_a_character() {
        byte[] title = "SUMMARY:Пором відходить".getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes(
                "begin:vcalendar\r\nbegin:vevent\r\nuid:1\r\ndtstart:20240312\r\n".getBytes(StandardCharsets.UTF_8));
        for (byte one : title) {
            file.write(one);
            file.writeBytes("\r\n ".getBytes(StandardCharsets.UTF_8));
        }
        file.writeBytes("\r\nend:vevent\r\nend:vcalendar".getBytes(StandardCharsets.UTF_8));

        send(file.toByteArray()).body("items[0].title", equalTo("Пором відходить"));
    }

    @Test
    void skips_alone_an_event_with_bytes_that_are_no_utf_8() {
        String file = "BEGIN:VCALENDAR\nX-WR-CALNAME:Küche\nBEGIN:VEVENT\nUID:1\nSUMMARY:Küche\n" + START
                + "END:VEVENT\nBEGIN:VEVENT\nUID:2\nSUMMARY:Talks\nX-ROOM:Küche\n" + START
                + "END:VEVENT\nEND:VCALENDAR\n";

        send(file.getBytes(StandardCharsets.ISO_8859_1))
                .body("added", equalTo(1))
                .body("items[0].reason", containsString("line 5"))
                .body("items[0].reason", containsString("byte " + file.indexOf("üche\nDT")));
    }

    @Test
    void reads_all_calendars_of_a_file() {
        String calendar =
                "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:%s\nSUMMARY:Talks\n" + START + "END:VEVENT\nEND:VCALENDAR\n\n";
        send(calendar.formatted("1") + calendar.formatted("2") + "BEGIN:VCALENDAR\nMETHOD:CANCEL\nBEGIN:VEVENT\nUID:3\n"
                        + "SUMMARY:Talks\n" + START + "END:VEVENT\nEND:VCALENDAR\n")
                .body("added", equalTo(3))
                .body("items.where", contains("VEVENT 1", "VEVENT 2", "VEVENT 3"));
        assertEquals("cancelled", message(2).at("/value/phase").asText());
    }

    @Test
    void names_the_event_in_which_a_file_ends_or_another_begins() {
        send("BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nSUMMARY:Talks\n" + START + "BEGIN:VEVENT\nUID:2\nSUMMARY:Talks\n"
                        + START + "END:VEVENT\nBEGIN:VEVENT\nUID:3\nSUMMA")
                .body("added", equalTo(1), "skipped", equalTo(3))
                .body("items[0].reason", containsString("line 6"))
                .body("items[2].reason", containsString("before the file does"))
                .body("items[3].where", containsString("VCALENDAR"));
    }

    @Test
    void reads_html_in_descriptions_and_keeps_its_links() {
        event(START + "DESCRIPTION:Room 4 &amp\\; hall<br>See <a href=\"https://ferry.example/agenda\">the\n"
                        + "  agenda</a>\nSUMMARY;LANGUAGE=en:Q&amp\\;A\n")
                .body("items[0].title", equalTo("Q&A"));
        JsonNode value = message(0).get("value");
        assertEquals("Room 4 & hall\nSee the agenda", value.get("summary").asText());
        assertEquals("https://ferry.example/agenda", value.at("/sources/0/url").asText());
        assertEquals("en", value.get("language").asText());
    }

    @Test
    void keeps_the_lines_of_plain_descriptions_and_takes_the_html_where_there_is_none() {
        event(START + "SUMMARY:Talks\nDESCRIPTION:One < two\\nthree \\, <four>\\;\n"
                + "X-ALT-DESC;FMTTYPE=text/html:<p><a href='https://ferry.example/'>site</a></p>\n");
        assertEquals(
                "One < two\nthree , <four>;", message(0).at("/value/summary").asText());
        assertEquals(
                "https://ferry.example/", message(0).at("/value/sources/0/url").asText());
        calendar("BEGIN:VEVENT\nUID:9\nSUMMARY:Talks\n" + START
                + "X-ALT-DESC;FMTTYPE=text/html:<html><body><p>Bring a coat</p></body></html>\nEND:VEVENT\n");
        assertEquals("Bring a coat", message(1).at("/value/summary").asText());
    }

    @Test
    void takes_the_newest_version_of_an_event_and_names_the_others() {
        String event = "BEGIN:VEVENT\nUID:1\nSUMMARY:%s\nDTSTART:%s\n%sEND:VEVENT\n";
        calendar(event.formatted("Hall", "20240312", "SEQUENCE:0\n")
                        + event.formatted("Ship", "20240314", "SEQUENCE:2\n")
                        + event.formatted("Pier", "20240313", "SEQUENCE:1\nLAST-MODIFIED:20240401T000000Z\n")
                        + event.formatted("Ship", "20240315", "SEQUENCE:2\nLAST-MODIFIED:20240301T000000Z\n"))
                .body("added", equalTo(1), "skipped", equalTo(3))
                .body("items[3].title", equalTo("Ship"), "items[3].occurred", equalTo("2024-03-15"))
                .body("items[0].reason", equalTo("is an older version of VEVENT 4"));
    }

    @Test
    void keeps_events_apart_that_share_a_uid() {
        String event = "BEGIN:VEVENT\nUID:0\nSUMMARY:%s\nDTSTART:%s\nDTSTAMP:%s\nEND:VEVENT\n";
        String first = event.formatted("Hall", "20240312", "20240101T000000Z");
        String second = event.formatted("Ship", "20240314", "20240101T000001Z");
        calendar(first + second).body("added", equalTo(2));
        calendar(second + first).body("unchanged", equalTo(2));
    }

    @Test
    void expands_what_repeats_up_to_an_end() {
        calendar("""
                BEGIN:VEVENT
                UID:1
                SUMMARY:Sitting
                DTSTART;TZID=Europe/Kyiv:20240329T100000
                DURATION:PT2H
                RRULE:FREQ=DAILY;COUNT=5
                EXDATE;TZID=Europe/Kyiv:20240330T100000
                RDATE:20240410T060000Z
                END:VEVENT
                BEGIN:VEVENT
                UID:1
                SUMMARY:Sitting elsewhere
                RECURRENCE-ID:20240401T070000Z
                DTSTART:20240401T120000Z
                END:VEVENT
                BEGIN:VEVENT
                UID:1
                SUMMARY:Sitting
                RECURRENCE-ID:20240402T070000Z
                STATUS:CANCELLED
                DTSTART:20240402T070000Z
                END:VEVENT
                """)
                .body(
                        "items.occurred",
                        contains(
                                "2024-03-29T10:00:00+02:00/2024-03-29T12:00:00+02:00",
                                "2024-03-31T10:00:00+03:00/2024-03-31T12:00:00+03:00",
                                "2024-04-10T06:00:00Z/2024-04-10T08:00:00Z",
                                "2024-04-01T12:00:00Z",
                                "2024-04-02T07:00:00Z"))
                .body("items[0].id", equalTo("1/20240329T080000Z"))
                .body("items[3].id", equalTo("1/20240401T070000Z"))
                .body("items.notes", everyItem(nullValue()));
        assertEquals("cancelled", message(4).at("/value/phase").asText());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    DTSTART:20240312;RRULE:FREQ=WEEKLY;UNTIL=20240326                              | 3 | 2024-03-26
                    DTSTART:20240312;RRULE:FREQ=WEEKLY;UNTIL=20240326T235959Z                      | 3 | 2024-03-26
                    DTSTART:20240312T090000;RRULE:FREQ=WEEKLY;UNTIL=20240326                       | 3 | 2024-03-26T09:00:00
                    DTSTART;TZID=Asia/Tokyo:20240312T050000;RRULE:FREQ=DAILY;UNTIL=20240313T200000Z | 3 | 2024-03-14T05:00:00+09:00
                    DTSTART:20240312T090000Z;RRULE:FREQ=MONTHLY;BYDAY=2TU;COUNT=2                  | 2 | 2024-04-09T09:00:00Z
                    DTSTART:20240312T090000Z;RDATE:20240314T090000Z,20240313T090000Z               | 3 | 2024-03-14T09:00:00Z
                    DTSTART:20240312;RRULE:FREQ=DAILY;COUNT=3;EXDATE;VALUE=DATE:20240314           | 2 | 2024-03-13
                    DTSTART:20240312T090000Z;RRULE:FREQ=DAILY;COUNT=3;EXDATE;VALUE=DATE:20240314   | 2 | 2024-03-13T09:00:00Z
                    DTSTART:20240331;RRULE:FREQ=MONTHLY;COUNT=2                                    | 2 | 2024-05-31
                    DTSTART:20240312;RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT=2             | 1 | 2024-03-12
                    """)
    void ends_a_series_at_its_bound(String lines, int count, String last) {
        event(lines.replaceAll(";(?=RRULE|RDATE|EXDATE)", "\n") + "\n")
                .body("added", equalTo(count))
                .body("items[" + (count - 1) + "].occurred", equalTo(last));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    RRULE:FREQ=WEEKLY                           | without an end          | 2024-03-12
                    RRULE:FREQ=DAILY;EXDATE;VALUE=DATE:20240312 | without an end          | 2024-03-13
                    RRULE:FREQ=SOMETIMES;COUNT=3                | FREQ=SOMETIMES          | 2024-03-12
                    RRULE:FREQ=DAILY;UNTIL=never                | UNTIL=never             | 2024-03-12
                    RRULE:FREQ=DAILY;COUNT=3;EXRULE:FREQ=DAILY  | EXRULE                  | 2024-03-12
                    """)
    void takes_the_first_date_of_a_series_without_an_end_and_says_so(String lines, String note, String first) {
        event("DTSTART:20240312\n" + lines.replaceAll(";(?=EXDATE|EXRULE)", "\n") + "\n")
                .body("added", equalTo(1))
                .body("items[0].occurred", equalTo(first))
                .body("items[0].notes", hasItem(containsString(note)));
    }

    @Test
    void takes_no_more_than_a_thousand_dates_of_a_series_and_says_so() {
        event("DTSTART:20240312T000000Z\nRRULE:FREQ=SECONDLY;COUNT=100000000\n", "?dryRun=true")
                .body("items", hasSize(1000))
                .body("items[999].notes", contains(containsString("more than 1000 times")));
    }

    @Test
    void takes_attachments_and_places() {
        event(
                        START + "ATTACH;FMTTYPE=application/pdf;FILENAME=Agenda:https://ferry.example/agenda.pdf\n"
                                + "ATTACH;ENCODING=BASE64;VALUE=BINARY;FILENAME=map.png:AAAA\n"
                                + "CONFERENCE;LABEL=Stream:https://ferry.example/live\nLOCATION:Pier 4\\, left\nGEO:46.5;30.7\n")
                .body("items[0].notes", contains(containsString("map.png")));
        JsonNode value = message(0).get("value");
        assertEquals("Pier 4, left", value.at("/places/0/name").asText());
        assertEquals("https://ferry.example/live", value.at("/sources/0/url").asText());
        assertEquals(
                "[{\"url\":\"https://ferry.example/agenda.pdf\",\"kind\":\"document\",\"caption\":\"Agenda\"}]",
                value.get("media").toString());
    }

    @Test
    void reads_vcalendar_1_0() {
        send("""
                BEGIN:VCALENDAR
                VERSION:1.0
                BEGIN:VEVENT
                UID:1
                DTSTART:20240312T183000Z
                SUMMARY;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:F=C3=A4hre =
                legt ab
                END:VEVENT
                END:VCALENDAR
                """).body("items[0].title", equalTo("Fähre legt ab"));
    }

    @Test
    void costs_no_more_than_the_length_of_the_file() {
        send("BEGIN:VCALENDAR\n" + "BEGIN:X\n".repeat(200_000)).body("added", equalTo(0));
        send("BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\n" + START + "SUMMARY;ENCODING=QUOTED-PRINTABLE:a"
                        + "=\n".repeat(500_000) + "\nEND:VEVENT\nEND:VCALENDAR")
                .body("added", equalTo(1));
        send("BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:2\n" + START + "SUMMARY:a" + "\n b".repeat(500_000)
                        + "\nEND:VEVENT\nEND:VCALENDAR")
                .body("added", equalTo(1));
    }

    private ValidatableResponse event(String lines) {
        return event(lines, "");
    }

    private ValidatableResponse event(String lines, String query) {
        return calendar(
                "BEGIN:VEVENT\nUID:e-1\nSUMMARY:Talks\n"
                                .replace(lines.contains("SUMMARY") ? "SUMMARY:Talks\n" : "-", "")
                        + lines + "END:VEVENT\n",
                query);
    }

    private ValidatableResponse calendar(String components) {
        return calendar(components, "");
    }

    private ValidatableResponse calendar(String components, String query) {
        return send(
                ("BEGIN:VCALENDAR\nVERSION:2.0\n" + components + "END:VCALENDAR\n").getBytes(StandardCharsets.UTF_8),
                query);
    }

    private ValidatableResponse send(String file) {
        return send(file.getBytes(StandardCharsets.UTF_8));
    }

    private ValidatableResponse send(byte[] file) {
        return send(file, "");
    }

    private ValidatableResponse send(byte[] file, String query) {
        return given().header("content-type", "application/octet-stream")
                .body(file)
                .post("/v1/timelines/" + timeline + "/imports" + query)
                .then();
    }

    private JsonNode message(int index) {
        return Topic.messages(timeline).path(index);
    }
}
