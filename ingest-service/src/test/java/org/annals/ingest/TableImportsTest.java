// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasEntry;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.config.EncoderConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.response.ValidatableResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Imports of tables, spreadsheets, slides and traces, as people and programs write them. */
@QuarkusTest
@WithTestResource(StrictWithTimeline.class)
class TableImportsTest {

    private static final String BYTES = "application/octet-stream";
    /** The test client would add a charset to the content type. */
    private static final RestAssuredConfig AS_GIVEN = RestAssuredConfig.config()
            .encoderConfig(EncoderConfig.encoderConfig().appendDefaultContentCharsetToContentTypeIfUndefined(false));

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final String timeline = "story-" + UUID.randomUUID();

    // ---- Bytes

    @Test
    void inflates_a_file_that_is_compressed() {
        send(BYTES, Front.gzip("Year,Headline\n1931,A ferry sinks\n"), "")
                .statusCode(202)
                .body("format", equalTo("timelinejs-csv"), "added", equalTo(1));
    }

    @Test
    void refuses_a_compressed_file_that_is_damaged_or_inflates_without_end() {
        byte[] whole = Front.gzip("Year,Headline\n1931,A ferry sinks\n");
        send(BYTES, Arrays.copyOf(whole, whole.length - 9), "")
                .statusCode(400)
                .body("detail", containsString("damaged or ends early"));
        send(BYTES, Front.gzip("a".repeat(70 * 1024 * 1024)), "")
                .statusCode(413)
                .body("code", equalTo("request-too-large"));
    }

    @ParameterizedTest
    @CsvSource({
        "windows-1252, text/csv; charset=windows-1252, Dégât à l’église",
        "windows-1251, text/csv; charset=windows-1251, Міст закрито",
        "UTF-16LE, application/octet-stream, Bridge shut",
        "UTF-16BE, application/octet-stream, Bridge shut",
        "UTF-16, application/octet-stream, Міст закрито",
        "UTF-8, text/csv; charset=utf-8, Міст закрито",
        "UTF-8, text/csv; charset=iso-8859-1, Міст закрито",
        "windows-1252, text/csv; charset=iso-8859-1, Dégât à l’église",
    })
    void decodes_the_charset_that_is_declared_or_seen(String charset, String contentType, String title) {
        byte[] file = ("Year,Headline,Text\n2024," + title + ",Since the morning no car has crossed it\n")
                .getBytes(Charset.forName(charset));

        send(contentType, file, "").statusCode(202).body("items[0].title", equalTo(title), "notes", empty());
    }

    @Test
    void reads_windows_1252_with_a_note_where_it_is_certain_enough() {
        byte[] file = "Year,Headline\n2024,Dégât à l’église\n".getBytes(Charset.forName("windows-1252"));

        send("text/csv", file, "")
                .statusCode(202)
                .body("items[0].title", equalTo("Dégât à l’église"))
                .body("notes[0]", containsString("from byte 20 on, and was read as windows-1252"));
    }

    @Test
    void refuses_bytes_of_another_alphabet_or_of_a_damaged_file_with_their_position() throws IOException {
        send("text/csv", "Year,Headline\n2024,Міст закрито\n".getBytes(Charset.forName("windows-1251")), "")
                .statusCode(400)
                .body("detail", containsString("must be UTF-8, and is not from byte 21 on"));
        ByteArrayOutputStream damaged = new ByteArrayOutputStream();
        damaged.write("Year,Headline\n2024,Café".getBytes(StandardCharsets.UTF_8));
        damaged.write(0xE9);
        send("text/csv", damaged.toByteArray(), "").statusCode(400).body("detail", containsString("byte 24"));
        send("text/csv; charset=utf-8", "Year,Headline\n2024,Café".getBytes(StandardCharsets.ISO_8859_1), "")
                .statusCode(400)
                .body("detail", containsString("is declared as UTF-8, and is not from byte 22 on"));
        send("text/csv; charset=klingon", "Year,Headline\n", "")
                .statusCode(400)
                .body("code", equalTo("unknown-charset"));
    }

    // ---- CSV

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\n\nYear,Headline,Text\n2024,Talks,x\n",
                "# exported, today\nYear,Headline,Text\n2024,Talks,x\n",
                "Our timeline,,\n,,\nYear,Headline,Text\n2024,Talks,x\n",
                "sep=;\nYear;Headline;Text\n2024;Talks;x\n",
                "\"sep=|\"\r\nYear|Headline|Text\r\n2024|Talks|x\r\n",
                "Year\tHeadline\tText\n2024\tTalks\tx\n",
                "Year,Headline,Text\n2024,Talks,x,,,,\n",
                "Year,Headline,Text,,\n2024,Talks,x,,\n",
                " YEAR , Headline ,TEXT\n 2024.0 , Talks , x \n",
                "\uFEFFYear,Headline,Text,Text\n2024,Talks,x,\n",
            })
    void finds_the_heading_and_the_separator(String file) {
        send(BYTES, file, "")
                .statusCode(202)
                .body("format", equalTo("timelinejs-csv"), "added", equalTo(1), "skipped", equalTo(0))
                .body("items[0].title", equalTo("Talks"), "items[0].occurred", equalTo("2024"));
        assertEquals("x", first("/summary"));
    }

    @Test
    void counts_lines_across_quoted_line_breaks() {
        send(BYTES, "sep=,\nYear,Headline,Text\n2024,One,\"a\nb \"\"c\"\", d\"\n2025,Two,\n2026,Three,x,y\n", "")
                .statusCode(202)
                .body("items.where", contains("line 3", "line 5", "line 6"))
                .body("items[2].reason", containsString("more cells"));
        assertEquals("a b \"c\", d", first("/summary"));
    }

    @Test
    void says_where_a_table_breaks_without_naming_a_library() {
        send(BYTES, "Year,Headline\n2024,\"One\n", "?format=timelinejs-csv")
                .statusCode(400)
                .body("detail", containsString("a quotation mark has no counterpart"));
    }

    // ---- Columns of one's own

    @Test
    void guesses_the_columns_and_shows_them() {
        send("text/csv", """
                        Nr,Überschrift,Datum,Ort,Beschreibung,Quelle,Kategorie,Farbe
                        7,Brücke gesperrt,5. Februar 2024,Hafen,Risse im Pfeiler,Stadtbote,Verkehr;Bau,rot
                        """, "?dryRun=true")
                .statusCode(200)
                .body("format", equalTo("csv"), "source", equalTo("/imports/table"))
                .body("mapping", hasEntry("title", "Überschrift"))
                .body("mapping", hasEntry("occurred", "Datum"))
                .body("mapping", hasEntry("place", "Ort"))
                .body("mapping", hasEntry("id", "Nr"))
                .body("notes", contains(containsString("left out: Farbe")))
                .body("items[0].occurred", equalTo("2024-02-05"));
    }

    @Test
    void takes_the_mapping_of_the_request() {
        String file = "code,kind,when it was,lat,lon,words\nA-1,flood,2024-03,50.45,30.52,Water in the cellar\n";

        send(
                        "text/csv",
                        file,
                        "?map=id=code&map=tags=kind&map=occurred=When it was&map=title=words&map=place=code&map=id=")
                .statusCode(202)
                .body("mapping", hasEntry("occurred", "when it was"))
                .body("mapping", hasEntry("tags", "kind"));
        JsonNode event = Topic.messages(timeline).at("/0/value");
        assertEquals(
                "{\"title\":\"Water in the cellar\",\"occurred\":\"2024-03\",\"tags\":[\"flood\"],"
                        + "\"places\":[{\"name\":\"A-1\",\"latitude\":50.45,\"longitude\":30.52}]}",
                event.toString());
    }

    @Test
    void names_the_columns_where_they_can_not_be_mapped() {
        send("text/csv", "colour,size\nred,2\n", "")
                .statusCode(400)
                .body("code", equalTo("unmapped-columns"))
                .body("detail", containsString("has the columns colour, size"))
                .body("detail", containsString("map=title=Headline"));
        send("text/csv", "colour,size\nred,2\n", "?map=title=shape")
                .statusCode(400)
                .body("detail", containsString("shape, which the table has not. It has colour, size"));
        send("text/csv", "colour,size\nred,2\n", "?map=shape=colour")
                .statusCode(400)
                .body("detail", containsString("title, occurred"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    2024-02-05            | 2024-02-05
                    2024-02-05 08:15      | 2024-02-05T08:15:00
                    2024-02-05T08:15:30+02:00 | 2024-02-05T08:15:30+02:00
                    2024-02               | 2024-02
                    2024                  | 2024
                    2015~                 | 2015~
                    2024-02/2024-03       | 2024-02/2024-03
                    2024/2/5              | 2024-02-05
                    05.02.2024            | 2024-02-05
                    5.2.2024 14:05        | 2024-02-05T14:05:00
                    13/02/2024            | 2024-02-13
                    02/13/2024            | 2024-02-13
                    02/02/2024            | 2024-02-02
                    5 Feb 2024            | 2024-02-05
                    5-Feb-2024            | 2024-02-05
                    5th of February, 2024 | 2024-02-05
                    Feb. 5, 2024 2:05 PM  | 2024-02-05T14:05:00
                    Mon, 5 February 2024 14:05 UTC | 2024-02-05T14:05:00Z
                    February 2024         | 2024-02
                    5 de febrero de 2024  | 2024-02-05
                    5 лютого 2024 р.      | 2024-02-05
                    5 февраля 2024        | 2024-02-05
                    20240205              | 2024-02-05
                    20240205T081530Z      | 2024-02-05T08:15:30Z
                    """)
    void reads_dates_as_people_write_them(String written, String occurred) {
        send("text/csv", "Date,Title\n\"" + written + "\",Talks\n", "?dryRun=true")
                .statusCode(200)
                .body("items[0].reason", equalTo(null), "items[0].occurred", equalTo(occurred));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    02/05/2024   | can't be told apart
                    5/2/24       | four digits
                    45327        | date format
                    soon         | can't be read
                    31.31.2024   | can't be read
                    30 Feb 2024  | violations
                    2024-02-05 25:00 | violations
                    """)
    void skips_a_row_whose_date_is_not_certain(String written, String reason) {
        send("text/csv", "Date,Title\n\"" + written + "\",Talks\n2024,Others\n", "?dryRun=true")
                .statusCode(200)
                .body("added", equalTo(1), "items[0].reason", containsString(reason));
    }

    @Test
    void takes_the_order_of_dates_from_the_request() {
        send("text/csv", "Date,Title\n02/05/2024,Talks\n", "?dryRun=true&dateOrder=mdy")
                .body("items[0].occurred", equalTo("2024-02-05"));
        send("text/csv", "Date,Title\n02/05/2024,Talks\n", "?dryRun=true&dateOrder=dmy")
                .body("items[0].occurred", equalTo("2024-05-02"));
        send("text/csv", "Date,Title\n02/05/2024,Talks\n", "?dryRun=true&dateOrder=day")
                .statusCode(400)
                .body("code", equalTo("invalid-parameter"));
    }

    @Test
    void joins_date_time_and_end() {
        send(
                        "text/csv",
                        "Title;Date;Time;End date\nTalks;5 Feb 2024;2.05 pm;\nStrike;5 Feb 2024;;7 Feb 2024\n",
                        "?dryRun=true")
                .body("items.occurred", contains("2024-02-05T14:05:00", "2024-02-05/2024-02-07"));
    }

    // ---- Identity

    @Test
    void adds_nothing_whatever_the_order_of_the_rows() {
        List<String> rows = new ArrayList<>(List.of(
                "2024,2,5,Shelling,of the port",
                "2024,2,7,Shelling,of the station",
                "2024,2,7,Shelling,of the school",
                "2024,2,8,Talks,begin",
                "2024,2,9,Talks,end"));
        send(BYTES, table(rows), "").statusCode(202).body("added", equalTo(5));

        for (int i = 0; i < rows.size(); i++) {
            Collections.rotate(rows, 1);
            Collections.swap(rows, 0, 2);
            send(BYTES, table(rows), "").statusCode(200).body("unchanged", equalTo(5), "missing", empty());
        }
    }

    @Test
    void leaves_all_others_alone_when_a_row_with_the_same_headline_joins_or_leaves() {
        String port = "2024,2,5,Shelling,of the port";
        String station = "2024,2,7,Shelling,of the station";
        String school = "2024,2,7,Shelling,of the school";
        send(BYTES, table(List.of(port)), "").statusCode(202).body("items[0].id", equalTo("Shelling"));

        send(BYTES, table(List.of(station, port)), "")
                .body("items.action", contains("added", "unchanged"), "missing", empty());
        send(BYTES, table(List.of(school, station, port)), "")
                .body("items.action", contains("added", "unchanged", "unchanged"), "missing", empty());
        send(BYTES, table(List.of(station)), "")
                .body("items.action", contains("unchanged"), "missing", hasSize(2), "missingCount", equalTo(2));
        send(BYTES, table(List.of(port, school, station)), "").body("unchanged", equalTo(3));
    }

    @Test
    void keeps_the_event_of_a_row_that_is_edited() {
        send(BYTES, table(List.of("2024,2,5,Talks,begin", "2024,2,9,Vote,held")), "")
                .statusCode(202);

        send(BYTES, table(List.of("2024,2,6,Talks,begin", "2024,2,9,Vote,held late")), "")
                .body("items.action", contains("corrected", "corrected"), "missing", empty());
    }

    @Test
    void takes_a_known_headline_with_another_date_and_text_for_another_item() {
        send(BYTES, table(List.of("2024,1,5,Briefing,on floods")), "").statusCode(202);

        send(BYTES, table(List.of("2024,1,12,Briefing,on fires")), "")
                .body("added", equalTo(1), "missing[0].id", equalTo("Briefing"));
    }

    @Test
    void skips_a_row_that_is_there_twice() {
        send(BYTES, table(List.of("2024,2,5,Talks,begin", "2024,2,5,Talks,begin")), "")
                .body("items[1].reason", equalTo("is the same item as line 2"));
    }

    // ---- TimelineJS

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    14:05       | 2024-02-05T14:05:00
                    14.05       | 2024-02-05T14:05:00
                    1405        | 2024-02-05T14:05:00
                    14h05       | 2024-02-05T14:05:00
                    14:05:30    | 2024-02-05T14:05:30
                    14:05:30.25 | 2024-02-05T14:05:30
                    2:05 pm     | 2024-02-05T14:05:00
                    2.05 p.m.   | 2024-02-05T14:05:00
                    12:05 AM    | 2024-02-05T00:05:00
                    14          | 2024-02-05T14:00:00/2024-02-05T14:59:59
                    2 pm        | 2024-02-05T14:00:00/2024-02-05T14:59:59
                    """)
    void reads_times_of_slides(String time, String occurred) {
        send(BYTES, "Year,Month,Day,Time,Headline\n2024,2,5," + time + ",Siren\n", "?dryRun=true")
                .body("items[0].occurred", equalTo(occurred));
    }

    @ParameterizedTest
    @CsvSource({"24:00", "14:60", "13 pm", "noon"})
    void skips_slides_with_a_time_that_there_is_not(String time) {
        send(BYTES, "Year,Month,Day,Time,Headline\n2024,2,5," + time + ",Siren\n", "?dryRun=true")
                .body("items[0].action", equalTo("skipped"), "items[0].reason", containsString(time));
    }

    @ParameterizedTest
    @CsvSource({"-44, -0043", "-1, 0000", "44, 0044", "-12000, Y-11999", "12000, Y12000", "-4500000000, Y-4499999999"})
    void counts_years_before_christ_as_slides_do(String year, String occurred) {
        send(BYTES, "Year,Headline\n" + year + ",Long ago\n", "?dryRun=true")
                .body("items[0].occurred", equalTo(occurred));
        send(
                        "application/json",
                        "{\"events\":[{\"start_date\":{\"year\":" + year + "},\"text\":{\"headline\":\"x\"}}]}",
                        "?dryRun=true")
                .body("items[0].occurred", equalTo(occurred));
    }

    @Test
    void keeps_links_of_texts_and_names_what_it_leaves_out() {
        String slide = """
                {"scale": "human", "events": [{
                  "start_date": {"year": 2024, "month": 2, "day": 5}, "display_date": "a Monday",
                  "text": {"headline": "", "text": "<p>See <a href='https://post.example/a.pdf'>the list</a>, <a href='mailto:x@y'>me</a>.</p>"},
                  "media": {"url": "https://post.example/p.jpg", "link": "https://post.example/story", "alt": "A pier",
                            "credit": "<a href='https://foto.example/ann'>Ann</a>", "thumbnail": "https://post.example/t.jpg"}
                }]}""";

        send("application/json", slide, "")
                .statusCode(202)
                .body("added", equalTo(1), "items[0].title", equalTo("See the list, me."))
                .body("items[0].notes", hasItem(containsString("a Monday")))
                .body("items[0].notes", hasItem(containsString("t.jpg")));
        assertEquals(
                "[{\"url\":\"https://post.example/p.jpg\",\"kind\":\"image\",\"alt\":\"A pier\",\"credit\":\"Ann\"}]",
                Topic.messages(timeline).at("/0/value/media").toString());
        String event = Topic.messages(timeline).at("/0/value/sources").toString();
        for (String address : List.of("a.pdf", "p.jpg", "/story", "foto.example/ann")) {
            assertTrue(event.contains(address), event);
        }
    }

    @Test
    void an_unreadable_slide_costs_no_other() {
        send("application/json", """
                {"events": [{"start_date": {"year": "then"}, "text": {"headline": "A"}}, 7, {"text": null},
                  {"start_date": {"year": 2024}, "text": {"headline": "B"}}]}""", "?dryRun=true").statusCode(200).body("added", equalTo(1), "skipped", equalTo(3));
    }

    // ---- Traces

    @ParameterizedTest
    @CsvSource({
        "1707120930, 2024-02-05T08:15:30Z",
        "1707120930000, 2024-02-05T08:15:30Z",
        "1707120930000000, 2024-02-05T08:15:30Z",
        "1707120930000000000, 2024-02-05T08:15:30Z",
        "1707120930.0, 2024-02-05T08:15:30Z",
        "1707120930123456, 2024-02-05T08:15:30.123456Z",
        "1707120930.5, 2024-02-05T08:15:30.500Z",
        "1707120930123456789, 2024-02-05T08:15:30.123456789Z"
    })
    void tells_the_unit_of_a_timestamp_by_its_size(String timestamp, String occurred) {
        send(BYTES, "timestamp,message,timestamp_desc\n" + timestamp + ",stop,Logged\n", "?dryRun=true")
                .body("items[0].occurred", equalTo(occurred));
        send(
                        BYTES,
                        "{\"timestamp\":" + timestamp + ",\"message\":\"stop\",\"timestamp_desc\":\"Logged\"}\n",
                        "?dryRun=true")
                .body("items[0].occurred", equalTo(occurred));
    }

    @Test
    void tells_traces_apart_by_every_column_and_the_same_instant_as_the_same() {
        String heading = "datetime,message,timestamp_desc,hostname,tag\n";
        send(
                        BYTES,
                        heading
                                + "2024-02-05T08:15:30Z,Logon,Logged,SRV-1,\n2024-02-05T08:15:30Z,Logon,Logged,SRV-2,\n",
                        "")
                .statusCode(202)
                .body("added", equalTo(2));

        send(BYTES, """
                        hostname,tag,datetime,message,timestamp_desc
                        SRV-2,,2024-02-05T10:15:30+02:00,Logon,Logged
                        SRV-1,,2024-02-05 08:15:30+00:00,Logon,Logged
                        """, "").statusCode(200).body("unchanged", equalTo(2));
        send(BYTES, heading + "2024-02-05T08:15:30Z,Logon,Logged,SRV-1,bad\n", "")
                .body("items.action", contains("corrected"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', textBlock = """
                    l2t-csv ~ date,time,timezone,MACB,source,sourcetype,type,user,host,short,desc,version,filename,inode,notes,format,extra\\n02/05/2024,08:15:30,UTC,M...,FILE,NTFS,Content Modification Time,-,SRV-1,/a.txt,NTFS /a.txt was written,2,/a.txt,17,-,filestat,-\\n
                    tln ~ Time|Source|Host|User|Description\\n1707120930|FILE|SRV-1|-|NTFS /a.txt was written\\n
                    timesketch-csv ~ datetime,timestamp_desc,source,source_long,message,parser,display_name,tag\\n2024-02-05T08:15:30+00:00,Content Modification Time,FILE,NTFS,NTFS /a.txt was written,filestat,/a.txt,-\\n
                    timesketch-csv ~ Alert,Tag,Timestamp,Field,Summary\\nHigh,x,2024-02-05T08:15:30Z,Written,NTFS /a.txt was written\\n
                    timesketch-jsonl ~ {"__container_type__":"event","__type__":"AttributeContainer","date_time":{"__class_name__":"Filetime","timestamp":133515945300000000},"data_type":"fs:stat","message":"NTFS /a.txt was written","pathspec":{"type_indicator":"TSK"},"tag":{"labels":["odd"]},"timestamp":1707120930000000,"timestamp_desc":"Written"}\\n
                    plaso-json ~ {"event_0": {"__container_type__":"event","message":"NTFS /a.txt was written","timestamp":1707120930000000,"timestamp_desc":"Written"}, "event_1": {"__container_type__":"event","message":"nothing","timestamp":0,"timestamp_desc":"Not set"}}
                    """)
    void reads_every_output_of_plaso(String format, String file) {
        send(BYTES, file.replace("\\n", "\n"), "")
                .body("source", equalTo("/imports/timesketch"), "items[0].violations", equalTo(null))
                .body("items[0].reason", equalTo(null), "added", equalTo(1))
                .body("items[0].title", equalTo("NTFS /a.txt was written"));
        assertEquals(
                Instant.parse("2024-02-05T08:15:30Z"),
                OffsetDateTime.parse(first("/occurred")).toInstant());
    }

    @Test
    void a_line_that_is_no_json_costs_no_other() {
        String good = "{\"datetime\":\"2024-02-05T08:15:30Z\",\"message\":\"a\",\"timestamp_desc\":\"b\"}\n";
        send(BYTES, good + "{\"datetime\": \n[1]\n" + good.replace("\"a\"", "\"c\""), "?dryRun=true")
                .statusCode(200)
                .body("items.action", contains("added", "skipped", "skipped", "added"))
                .body("items[1].reason", equalTo("is no JSON object that can be read"));
    }

    // ---- Spreadsheets

    @Test
    void reads_a_workbook_with_its_dates_as_exact_as_they_are_shown() throws IOException {
        byte[] workbook = xlsx(false, """
                <row r="1"><c r="A1" t="inlineStr"><is><t>Our incidents</t></is></c></row>
                <row r="3"><c r="A3" t="s"><v>0</v></c><c r="B3" t="s"><v>1</v></c><c r="D3" t="inlineStr"><is><t>City</t></is></c></row>
                <row r="4"><c r="A4" s="1"><v>45327</v></c><c r="B4" t="s"><v>2</v></c><c r="D4" t="str"><f>A1</f><v>Odesa</v></c></row>
                <row r="5"><c r="A5" s="2"><v>45327.59375</v></c><c r="B5" t="s"><v>3</v></c></row>
                <row r="6"><c r="A6" s="3"><v>45323</v></c><c r="B6" t="s"><v>3</v></c></row>
                <row r="7"><c r="A7"><v>2023</v></c><c r="B7" t="s"><v>3</v></c></row>
                <row r="8"><c r="A8" s="1"/></row>
                """);

        send(BYTES, workbook, "")
                .statusCode(202)
                .body("format", equalTo("xlsx"))
                .body("mapping", equalTo(Map.of("title", "Title", "occurred", "Date", "place", "City")))
                .body(
                        "notes",
                        hasItem(containsString("The sheet Events was read. Left out were Notes, and hidden Old")))
                .body("notes", hasItem(containsString("heading is on row 3")))
                .body("items.where", contains("row 4", "row 5", "row 6", "row 7"))
                .body("items.title", contains("Flood & fire", "Rich text", "Rich text", "Rich text"))
                .body("items.occurred", contains("2024-02-05", "2024-02-05T14:15:00", "2024-02", "2023"));
        send(BYTES, workbook, "?sheet=Old&dryRun=true").body("items[0].title", equalTo("Hidden row"));
        send(BYTES, workbook, "?sheet=None").statusCode(400).body("detail", containsString("It has Events, Notes"));
    }

    @Test
    void counts_days_of_a_workbook_from_1904_where_it_says_so() throws IOException {
        send(BYTES, xlsx(true, """
                                <row><c t="inlineStr"><is><t>Date</t></is></c><c t="inlineStr"><is><t>Title</t></is></c></row>
                                <row><c s="1"><v>43865</v></c><c t="inlineStr"><is><t>Flood</t></is></c></row>
                                """), "?dryRun=true").body("items[0].occurred", equalTo("2024-02-05"));
    }

    @Test
    void reads_a_sheet_of_slides_or_traces_as_such() throws IOException {
        send(BYTES, xlsx(false, """
                                <row><c t="inlineStr"><is><t>Year</t></is></c><c t="inlineStr"><is><t>Headline</t></is></c></row>
                                <row><c><v>-44</v></c><c t="inlineStr"><is><t>Ides</t></is></c></row>
                                """), "?dryRun=true")
                .body("source", equalTo("/imports/timelinejs"), "items[0].occurred", equalTo("-0043"));
    }

    @Test
    void reads_an_open_document() throws IOException {
        String content = """
                <?xml version="1.0" encoding="UTF-8"?>
                <office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
                    xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
                    xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
                    xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0">
                  <office:automatic-styles><style:style style:name="h"><style:table-properties table:display="false"/></style:style></office:automatic-styles>
                  <office:body><office:spreadsheet>
                  <table:table table:name="Old" table:style-name="h"><table:table-row><table:table-cell><text:p>x</text:p></table:table-cell></table:table-row></table:table>
                  <table:table table:name="Events">
                  <table:table-row table:number-rows-repeated="2"><table:table-cell table:number-columns-repeated="1024"/></table:table-row>
                  <table:table-row><table:table-cell office:value-type="string"><text:p>When</text:p></table:table-cell><table:table-cell/><table:table-cell office:value-type="string"><text:p>What</text:p></table:table-cell></table:table-row>
                  <table:table-row><table:table-cell office:value-type="date" office:date-value="2024-02-05"><text:p>05.02.24</text:p></table:table-cell><table:table-cell/><table:table-cell office:value-type="string"><office:annotation><text:p>mine</text:p></office:annotation><text:p>Flood<text:s text:c="2"/>in</text:p><text:p>town</text:p></table:table-cell></table:table-row>
                  <table:table-row><table:table-cell office:value-type="date" office:date-value="2024-02-01"><text:p>February 2024</text:p></table:table-cell><table:table-cell/><table:table-cell><text:p>Fire</text:p></table:table-cell></table:table-row>
                  <table:table-row><table:table-cell office:value-type="date" office:date-value="2024-02-05T14:15:00"><text:p>x</text:p></table:table-cell><table:covered-table-cell/><table:table-cell><text:p>Siren</text:p></table:table-cell></table:table-row>
                  <table:table-row table:number-rows-repeated="1048570"><table:table-cell table:number-columns-repeated="1024"/></table:table-row>
                  </table:table></office:spreadsheet></office:body></office:document-content>
                """.strip();
        byte[] file = zip("mimetype", "application/vnd.oasis.opendocument.spreadsheet", "content.xml", content);

        send(BYTES, file, "")
                .statusCode(202)
                .body("format", equalTo("ods"))
                .body("notes", hasItem(containsString("The sheet Events was read. Left out were hidden Old")))
                .body("items.where", contains("row 4", "row 5", "row 6"))
                .body("items.occurred", contains("2024-02-05", "2024-02", "2024-02-05T14:15:00"))
                .body("items[0].title", equalTo("Flood in town"));
    }

    @Test
    void refuses_spreadsheets_with_document_types_or_far_columns_or_without_end() throws IOException {
        send(BYTES, xlsxOf("<!DOCTYPE x [<!ENTITY y \"z\">]><worksheet><sheetData>&y;</sheetData></worksheet>"), "")
                .statusCode(400)
                .body("detail", containsString("spreadsheet"));
        send(BYTES, xlsx(false, "<row><c r=\"XFD1\"><v>1</v></c></row>"), "")
                .statusCode(400)
                .body("detail", containsString("at most 2048 columns"));
        send(BYTES, xlsx(false, "<row><c r=\"ZZZZZZZ1\"><v>1</v></c></row>"), "")
                .statusCode(400);
        send(
                        BYTES,
                        xlsx(
                                false,
                                "<row><c t=\"inlineStr\"><is><t>" + "a".repeat(5 * 1024 * 1024)
                                        + "</t></is></c></row>"),
                        "")
                .statusCode(400)
                .body("detail", containsString("row 1 is longer"));
        send(BYTES, "PK\3\4nonsense", "?format=xlsx").statusCode(400).body("detail", containsString("damaged"));
        send(BYTES, zip("a.txt", "x"), "?format=ods").statusCode(400).body("detail", containsString("content.xml"));
    }

    // ---- Others

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"type":"FeatureCollection","features":[]}   | GeoJSON
                    {"rows":[],"total":3}                        | the members rows, total
                    {"@context":"https://schema.org"}            | JSON-LD
                    <html><body>x</body></html>                  | a web page
                    <?xml version="1.0"?><kml/>                  | KML
                    <opml version="2.0"/>                        | a list of feeds
                    <x:thing xmlns:x="urn:x"/>                   | the root element thing
                    %PDF-1.7                                     | a PDF document
                    BEGIN:VCARD                                  | a vCard
                    hello                                        | a text without columns
                    """)
    void says_what_another_file_seems_to_be(String file, String name) {
        send(BYTES, file, "")
                .statusCode(400)
                .body("code", equalTo("unknown-format"))
                .body("detail", containsString(name))
                .body("detail", containsString("timesketch-csv"));
    }

    @Test
    void says_what_an_archive_seems_to_be() throws IOException {
        send(BYTES, zip("word/document.xml", "x"), "").body("detail", containsString("a Word document"));
        send(BYTES, zip("a.csv", "x"), "").body("detail", containsString("unpack it first"));
        send(BYTES, new byte[0], "").statusCode(400).body("detail", containsString("an empty file"));
    }

    @Test
    void recognizes_a_feed_whose_address_is_escaped() {
        send("application/json", "{\"version\":\"https:\\/\\/jsonfeed.org\\/version\\/1\",\"items\":[]}", "")
                .statusCode(200)
                .body("format", equalTo("jsonfeed"));
    }

    // ---- Size

    @Test
    void answers_line_by_line_and_publishes_in_batches() throws IOException {
        StringBuilder rows = new StringBuilder("Year,Headline\n");
        for (int i = 0; i < 2500; i++) {
            rows.append("2024,Row ").append(i).append('\n');
        }
        List<JsonNode> lines = new ArrayList<>();
        for (String line : given().header("content-type", BYTES)
                .accept("application/x-ndjson")
                .body(rows.toString().getBytes(StandardCharsets.UTF_8))
                .post("/v1/timelines/" + timeline + "/imports")
                .then()
                .statusCode(200)
                .contentType("application/x-ndjson")
                .extract()
                .asString()
                .split("\n", -1)) {
            if (!line.isEmpty()) {
                lines.add(MAPPER.readTree(line));
            }
        }

        assertEquals(2500, lines.stream().filter(line -> line.has("item")).count());
        assertEquals(
                List.of(0, 1000, 2000, 2500),
                lines.stream()
                        .filter(line -> line.has("progress"))
                        .map(line -> line.at("/progress/added").asInt())
                        .toList());
        JsonNode report = lines.get(lines.size() - 1).path("report");
        assertEquals(2500, report.path("added").asInt());
        assertEquals(2500, Topic.values(timeline).size());
        send(BYTES, rows.toString(), "").statusCode(200).body("unchanged", equalTo(2500));
    }

    @Test
    void a_refusal_before_the_first_line_has_its_own_status() {
        given().header("content-type", BYTES)
                .accept("application/x-ndjson")
                .body("hello".getBytes(StandardCharsets.UTF_8))
                .post("/v1/timelines/" + timeline + "/imports")
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("code", equalTo("unknown-format"));
    }

    @Test
    void publishes_nothing_of_a_file_that_breaks_at_its_end() {
        String rows = "2024,Row\n".repeat(3000);
        send(BYTES, "Year,Headline\n" + rows + "2024,\"x\n", "").statusCode(400);
        assertEquals(List.of(), Topic.values(timeline));
    }

    @Test
    void lists_at_most_ten_thousand_items_and_counts_all() {
        StringBuilder rows = new StringBuilder("Year,Headline\n");
        for (int i = 0; i < 10_050; i++) {
            rows.append("2024,Row ").append(i).append('\n');
        }
        send(BYTES, rows.toString(), "?dryRun=true")
                .body("added", equalTo(10_050), "items", hasSize(10_000), "unlisted", equalTo(50))
                .body("notes", not(hasItem(containsString("heading"))));
    }

    private String first(String pointer) {
        return Topic.messages(timeline).at("/0/value" + pointer).asText();
    }

    private ValidatableResponse send(String contentType, String text, String query) {
        return send(contentType, text.getBytes(StandardCharsets.UTF_8), query);
    }

    private ValidatableResponse send(String contentType, byte[] file, String query) {
        return given().config(AS_GIVEN)
                .header("content-type", contentType)
                .body(file)
                .post("/v1/timelines/" + timeline + "/imports" + query)
                .then();
    }

    private static String table(List<String> rows) {
        return "Year,Month,Day,Headline,Text\n" + String.join("\n", rows) + "\n";
    }

    private static byte[] xlsx(boolean is1904, String rows) throws IOException {
        return xlsxOf("<worksheet><sheetData>" + rows + "</sheetData></worksheet>", is1904);
    }

    private static byte[] xlsxOf(String sheet) throws IOException {
        return xlsxOf(sheet, false);
    }

    private static byte[] xlsxOf(String sheet, boolean is1904) throws IOException {
        return zip(
                "[Content_Types].xml",
                "<Types/>",
                "xl/workbook.xml",
                "<workbook xmlns:r='http://schemas.openxmlformats.org/officeDocument/2006/relationships'>"
                        + "<workbookPr date1904='" + (is1904 ? 1 : 0) + "'/><sheets>"
                        + "<sheet name='Old' sheetId='1' state='hidden' r:id='a'/><sheet name='Events' sheetId='2' r:id='b'/>"
                        + "<sheet name='Notes' sheetId='3' r:id='c'/></sheets></workbook>",
                "xl/_rels/workbook.xml.rels",
                "<Relationships><Relationship Id='a' Target='worksheets/sheet1.xml'/><Relationship Id='b'"
                        + " Target='/xl/worksheets/sheet2.xml'/><Relationship Id='c' Target='worksheets/sheet3.xml'/>"
                        + "</Relationships>",
                "xl/styles.xml",
                "<styleSheet><numFmts><numFmt numFmtId='164' formatCode='d\\.\\ mmmm\\ yyyy\\ hh:mm'/><numFmt numFmtId='165'"
                        + " formatCode='[$-409]mmmm\\ yyyy;@'/></numFmts><cellXfs><xf numFmtId='0'/><xf numFmtId='14'/>"
                        + "<xf numFmtId='164'/><xf numFmtId='165'/></cellXfs></styleSheet>",
                "xl/sharedStrings.xml",
                "<sst><si><t>Date</t></si><si><t>Title</t></si><si><t>Flood &amp; fire</t></si>"
                        + "<si><r><t>Rich </t></r><r><t>text</t></r><rPh><t>no</t></rPh></si></sst>",
                "xl/worksheets/sheet1.xml",
                "<worksheet><sheetData><row><c t='inlineStr'><is><t>Date</t></is></c><c t='inlineStr'><is><t>Title</t></is></c></row>"
                        + "<row><c><v>2020</v></c><c t='inlineStr'><is><t>Hidden row</t></is></c></row></sheetData></worksheet>",
                "xl/worksheets/sheet2.xml",
                sheet,
                "xl/worksheets/sheet3.xml",
                "<worksheet><sheetData/></worksheet>");
    }

    private static byte[] zip(String... namesAndTexts) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (int i = 0; i < namesAndTexts.length; i += 2) {
                ZipEntry entry = new ZipEntry(namesAndTexts[i]);
                byte[] text = namesAndTexts[i + 1].getBytes(StandardCharsets.UTF_8);
                if (namesAndTexts[i].equals("mimetype")) {
                    entry.setMethod(ZipEntry.STORED);
                    entry.setSize(text.length);
                    CRC32 checksum = new CRC32();
                    checksum.update(text);
                    entry.setCrc(checksum.getValue());
                }
                zip.putNextEntry(entry);
                zip.write(text);
                zip.closeEntry();
            }
        }
        return bytes.toByteArray();
    }
}
