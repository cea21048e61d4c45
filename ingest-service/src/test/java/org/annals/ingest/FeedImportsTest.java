// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.config.EncoderConfig;
import io.restassured.response.ValidatableResponse;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(StrictWithTimeline.class)
class FeedImportsTest {

    private static final String DATE = "<pubDate>Tue, 12 Mar 2024 18:30:00 GMT</pubDate>";

    private final String timeline = "feed-" + UUID.randomUUID();

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    Tue, 12 Mar 2024 18:30:05 GMT              | 2024-03-12T18:30:05Z
                    Tue, 12 Mar 2024 18:30:05.125 GMT          | 2024-03-12T18:30:05.125Z
                    Tue, 12 Mar 2024 18:30:05.000 GMT          | 2024-03-12T18:30:05Z
                    12 Mar 24 18:30 UT                         | 2024-03-12T18:30:00Z
                    Tue, 12 Mar 2024 18:30:05 EST              | 2024-03-12T23:30:05Z
                    Tue, 12 Mar 2024 18:30:05 PDT              | 2024-03-13T01:30:05Z
                    Tue, 12 Mar 2024 18:30:05 CEST             | 2024-03-12T16:30:05Z
                    Tue, 12 Mar 2024 18:30:05 Europe/Kyiv      | 2024-03-12T16:30:05Z
                    Tue, 12 Mar 2024 18:30:05 +0545 (Nepal)    | 2024-03-12T12:45:05Z
                    Tue, 12 Mar 2024 18:30:05 GMT+2            | 2024-03-12T16:30:05Z
                    Tue, 12 Mar 2024 18:30:05 -05:00           | 2024-03-12T23:30:05Z
                    Tue, 12 Mar 2024 18:30:05                  | 2024-03-12T18:30:05
                    Tuesday, 12-March-2024 18:30:05 UTC        | 2024-03-12T18:30:05Z
                    Tues., 12 Sept. 2024 18:30:05 UTC          | 2024-09-12T18:30:05Z
                    Tue Mar 12 18:30:05 2024                   | 2024-03-12T18:30:05
                    Tue Mar 12 18:30:05 EDT 2024               | 2024-03-12T22:30:05Z
                    March 12th, 2024 6:30 PM EST               | 2024-03-12T23:30:00Z
                    12 Mar 2024 12:05 am                       | 2024-03-12T00:05:00
                    Tue, 12 Mar 2024                           | 2024-03-12
                    12 March 2024                              | 2024-03-12
                    March 2024                                 | 2024-03
                    2024                                       | 2024
                    2024-03                                    | 2024-03
                    2024-03-12                                 | 2024-03-12
                    2024/3/12                                  | 2024-03-12
                    20240312                                   | 2024-03-12
                    2024-072                                   | 2024-03-12
                    2024-03-12T18:30Z                          | 2024-03-12T18:30:00Z
                    2024-03-12T18Z                             | 2024-03-12T18:00:00Z/2024-03-12T18:59:59Z
                    2024-03-12T18:30:05.250750Z                | 2024-03-12T18:30:05.250750Z
                    2024-03-12T18:30:05,5+02:00                | 2024-03-12T16:30:05.500Z
                    2024-03-12t18:30:05z                       | 2024-03-12T18:30:05Z
                    2024-03-12 18:30:05 +0200                  | 2024-03-12T16:30:05Z
                    2024-03-12 18:30:05 PST                    | 2024-03-13T02:30:05Z
                    20240312T183005Z                           | 2024-03-12T18:30:05Z
                    2024-03-12T24:00:00Z                       | 2024-03-13T00:00:00Z
                    Sat, 31 Dec 2016 23:59:60 GMT              | 2016-12-31T23:59:59Z
                    """)
    void reads_dates_as_exactly_as_they_are_written(String written, String occurred) {
        rss("<item><guid>1</guid><title>Ferry runs again</title><pubDate>" + written + "</pubDate></item>")
                .body("items[0].reason", nullValue())
                .body("items[0].occurred", equalTo(occurred));
        rss("<item><guid>2</guid><title>Ferry stops</title><dc:date>" + written + "</dc:date></item>")
                .body("items[0].occurred", equalTo(occurred));
        atom("<entry><id>urn:n:1</id><title>Ferry</title><published>" + written + "</published></entry>")
                .body("items[0].occurred", equalTo(occurred));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Sat, 30 Feb 2024 08:15:00 GMT",
                "2023-02-29",
                "2024-13",
                "2024-03-12T25:00:00Z",
                "2024-03-12T18:61:00Z",
                "03/12/2024",
                "soon",
                "12 Mar 2024 18:30:05 +25:00",
                "13:30 PM, 12 Mar 2024"
            })
    void skips_dates_that_do_not_exist_or_can_mean_two_days(String written) {
        rss("<item><guid>1</guid><title>Ferry</title><pubDate>" + written + "</pubDate></item>")
                .body("added", equalTo(0))
                .body("items[0].reason", containsString(written));
    }

    @Test
    void keeps_a_time_local_whose_zone_has_several_meanings() {
        rss("<item><guid>1</guid><title>Ferry</title><pubDate>Tue, 12 Mar 2024 18:30:05 IST</pubDate></item>")
                .body("items[0].occurred", equalTo("2024-03-12T18:30:05"))
                .body("items[0].notes", hasItem(containsString("IST")));
    }

    @Test
    void takes_another_date_where_the_first_cannot_be_read() {
        rss("<item><guid>1</guid><title>Ferry</title><pubDate>yesterday</pubDate><dc:date>2024-03</dc:date></item>")
                .body("items[0].occurred", equalTo("2024-03"))
                .body("items[0].notes", hasItem(containsString("'yesterday'")));
    }

    @Test
    void keeps_items_apart_that_share_a_link_or_a_guid() {
        String items = item("<link>https://ferry.example/live</link>", "Boat leaves", "2024-03-12T06:00:00Z")
                + item("<link>https://ferry.example/live</link>", "Boat lands", "2024-03-12T07:00:00Z")
                + item("<guid>same</guid>", "One sailor", "2024-03-12T08:00:00Z")
                + item("<guid>same</guid>", "Two sailors", "2024-03-12T08:00:00Z")
                + item("<guid>own</guid>", "Three sailors", "2024-03-12T09:00:00Z")
                + item("<guid>own</guid>", "Three sailors", "2024-03-12T09:00:00Z");
        rss(items)
                .body("added", equalTo(5), "skipped", equalTo(1))
                .body("items[4].id", equalTo("own"))
                .body("items[5].reason", equalTo("is the same item as item 5"));

        rss(item("<link>https://ferry.example/live</link>", "Boat lands", "2024-03-12T07:00:00+00:00")
                        + item("<guid>same</guid>", "Two sailors", "2024-03-12T10:00:00+02:00")
                        + item("<guid>same</guid>", "One sailor", "2024-03-12T08:00:00Z")
                        + item("<link>https://ferry.example/live</link>", "Boat leaves", "2024-03-12T06:00:00Z"))
                .body("unchanged", equalTo(4));
    }

    @Test
    void does_not_take_the_address_of_the_site_for_that_of_an_item() {
        rss(item("<link>https://ferry.example</link>", "Boat leaves", "2024-03-12T06:00:00Z"))
                .body("added", equalTo(1));
        rss(item("<link>https://ferry.example</link>", "Boat lands", "2024-03-12T07:00:00Z"))
                .body("added", equalTo(1));
    }

    @Test
    void takes_the_newest_version_of_an_atom_entry() {
        String entry = "<entry><id>urn:n:1</id><title>%s</title><published>2024-03-12T06:00:00Z</published>"
                + "<updated>%s</updated></entry>";
        atom(entry.formatted("Ferry sinks", "2024-03-12T08:00:00Z")
                        + entry.formatted("Ferry in trouble", "2024-03-12T08:30:00+01:00"))
                .body("added", equalTo(1), "skipped", equalTo(1))
                .body("items[0].title", equalTo("Ferry sinks"))
                .body("items[1].reason", equalTo("is an older version of item 1"));
    }

    @Test
    void reads_the_text_types_of_atom() {
        String entry = "<entry><id>urn:n:%s</id><updated>2024-03-12T08:00:00Z</updated>%s</entry>";
        atom(entry.formatted(1, "<title>a &lt;b&gt; c</title>")
                        + entry.formatted(2, "<title type=\"text\">a &lt;b&gt; c</title>")
                        + entry.formatted(3, "<title type=\"html\">a &lt;b&gt;c&lt;/b&gt; &amp;amp; d</title>")
                        + entry.formatted(
                                4,
                                "<title type=\"xhtml\"><div xmlns=\"http://www.w3.org/1999/xhtml\">a &lt; <b>c</b></div>"
                                        + "</title>"))
                .body("items.title", contains("a <b> c", "a <b> c", "a c & d", "a < c"));
    }

    @Test
    void keeps_words_in_angle_brackets_that_are_no_tags() {
        rss("<item><guid>1</guid><title>How a List&amp;lt;String&amp;gt; and a &lt;ferry&gt; differ</title>" + DATE
                        + "</item>")
                .body("items[0].title", equalTo("How a List<String> and a <ferry> differ"));
    }

    @Test
    void reads_a_declaration_behind_blank_lines_and_text_behind_the_root() {
        send(("\n \n<?xml version=\"1.0\"?>\n<rss version=\"2.0\"><channel><title>Ferry</title><item><title>Boat</title>"
                                + DATE + "</item></channel></rss>\n<script>count()</script> cached")
                        .getBytes(StandardCharsets.UTF_8))
                .body("added", equalTo(1));
    }

    @Test
    void reads_entities_of_html_lone_ampersands_and_undeclared_prefixes() {
        rss("<item><guid>1</guid><title>Caf&eacute;&nbsp;&hellip; R&D &#8211; x&#1;y</title><foo:bar>1</foo:bar>" + DATE
                        + "<description><![CDATA[a &eacute; &amp; b]]></description></item>")
                .body("items[0].title", equalTo("Café … R&D – x y"))
                .body("items[0].notes", hasItem("left out: foo:bar"));
        assertEquals("a é & b", value().path("summary").asText());
    }

    @Test
    void reads_a_document_type_that_declares_nothing() {
        send(("<?xml version=\"1.0\"?>\n<!DOCTYPE rss PUBLIC \"-//Example//DTD\" \"http://127.0.0.1:9/rss.dtd\">\n"
                                + "<rss version=\"0.91\"><channel><title>x</title><item><title>On &lt;!DOCTYPE&gt;</title>"
                                + DATE + "</item></channel></rss>")
                        .getBytes(StandardCharsets.UTF_8))
                .body("added", equalTo(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"windows-1251", "ISO-8859-1", "UTF-16", "UTF-16LE", "UTF-8"})
    void reads_the_charset_that_the_file_declares(String charset) {
        String word = charset.equals("windows-1251") ? "Пором" : "Müller";
        send("application/rss+xml", feed(charset, word).getBytes(Charset.forName(charset)))
                .body("items[0].title", equalTo(word))
                .body("items[0].notes", nullValue());
    }

    @Test
    void reads_utf_8_whatever_the_file_declares_and_says_so() {
        send(feed("ISO-8859-1", "Müller").getBytes(StandardCharsets.UTF_8))
                .body("items[0].title", equalTo("Müller"))
                .body("notes", hasItem(containsString("ISO-8859-1")));
    }

    @Test
    void reads_quotation_marks_of_windows_in_latin_1() {
        send(feed("ISO-8859-1", "\u201Cboat\u201D").getBytes(Charset.forName("windows-1252")))
                .body("items[0].title", equalTo("\u201Cboat\u201D"));
    }

    @Test
    void refuses_bytes_that_are_not_of_the_declared_charset_and_says_where() {
        byte[] file = feed("UTF-8", "Müller").getBytes(StandardCharsets.ISO_8859_1);
        int at = feed("UTF-8", "Müller").indexOf('ü');

        send(file)
                .statusCode(400)
                .body("code", equalTo("unreadable-file"))
                .body("detail", containsString("UTF-8"))
                .body("detail", containsString("byte " + at + " (line 2)"));
        send(feed("x-unknown", "Boat").getBytes(StandardCharsets.US_ASCII))
                .statusCode(400)
                .body("detail", containsString("x-unknown"));
    }

    @Test
    void makes_sources_of_links_in_texts() {
        rss("<item><guid>1</guid><title>Report</title><link>https://ferry.example/news/1</link>" + DATE
                        + "<description>&lt;p&gt;See &lt;a href=\"../report.pdf\"&gt;the report&lt;/a&gt;, &lt;a"
                        + " href=\"https://ferry.example/news/1\"&gt;this&lt;/a&gt;, &lt;a href=\"#top\"&gt;top&lt;/a&gt;, "
                        + "&lt;a href=\"mailto:a@ferry.example\"&gt;us&lt;/a&gt;.</description>"
                        + "<content:encoded><![CDATA[<p>Longer than the summary, and it has <a"
                        + " href='https://other.example/'>more</a> to say about what has happened here.]]></content:encoded>"
                        + "</item>")
                .body("items[0].notes", hasItem(containsString("mailto:a@ferry.example")))
                .body("items[0].notes", hasItem(containsString("full text")));

        JsonNode sources = value().path("sources");
        assertEquals(
                "https://ferry.example/news/1 https://ferry.example/report.pdf https://other.example/",
                String.join(" ", sources.findValuesAsText("url")));
        assertEquals("the report", sources.at("/1/title").asText());
    }

    @Test
    void keeps_authors_categories_and_places() {
        rss("<item><guid>1</guid><title>Report</title>" + DATE + "<dc:creator>Ada</dc:creator>"
                        + "<dc:creator>Bo</dc:creator><author>c@ferry.example (Cy)</author><dc:contributor>Di"
                        + "</dc:contributor><category>boats</category><dc:subject>sea</dc:subject>"
                        + "<media:keywords>salt, wind</media:keywords><georss:point>46.5 30.7</georss:point></item>")
                .body("items[0].notes", nullValue());
        JsonNode value = value();
        assertEquals(
                "[Ada, Bo, Cy, Di]",
                value.path("actors").findValuesAsText("name").toString());
        assertEquals("[\"boats\",\"sea\",\"salt\",\"wind\"]", value.path("tags").toString());
        assertEquals(30.7, value.at("/places/0/longitude").asDouble());
    }

    @Test
    void keeps_enclosures_and_media_with_their_captions_and_credits() {
        rss("<item><guid>1</guid><title>Report</title>" + DATE
                        + "<enclosure url=\"https://ferry.example/talk.mp3\" type=\"audio/mpeg\" length=\"9\"/>"
                        + "<media:group><media:content url=\"https://ferry.example/small.jpg\"/><media:content"
                        + " url=\"/large.jpg\" isDefault=\"true\" medium=\"image\"><media:credit>Ada</media:credit>"
                        + "</media:content><media:description>The pier</media:description><media:license>CC BY</media:license>"
                        + "</media:group><description>&lt;img src=\"/pier.png\" alt=\"Pier\"/&gt;Seen</description></item>")
                .body("items[0].notes", contains(containsString("2 sizes")));
        assertEquals(
                "[{\"url\":\"https://ferry.example/pier.png\",\"kind\":\"image\",\"alt\":\"Pier\"},"
                        + "{\"url\":\"https://ferry.example/talk.mp3\",\"kind\":\"audio\"},"
                        + "{\"url\":\"https://ferry.example/large.jpg\",\"kind\":\"image\",\"caption\":\"The pier\","
                        + "\"credit\":\"Ada\",\"licence\":\"CC BY\"}]",
                value().path("media").toString());
    }

    @Test
    void keeps_the_attachments_of_a_json_feed() {
        send(json("{\"id\": \"1\", \"title\": \"Boat\", \"date_published\": \"2024-03-12\", \"image\":"
                                + "\"https://ferry.example/boat.jpg\", \"attachments\": [{\"url\":"
                                + "\"https://ferry.example/talk\", \"mime_type\": \"audio/mpeg\", \"title\": \"Talk\"}],"
                                + "\"_own\": {}}")
                        .getBytes(StandardCharsets.UTF_8))
                .body("items[0].notes", contains("left out: _own"));
        assertEquals(
                "[{\"url\":\"https://ferry.example/boat.jpg\",\"kind\":\"image\"},"
                        + "{\"url\":\"https://ferry.example/talk\",\"kind\":\"audio\",\"caption\":\"Talk\"}]",
                value().path("media").toString());
    }

    @Test
    void keeps_no_more_of_a_list_than_an_event_can_have_and_says_so() {
        StringBuilder links = new StringBuilder();
        for (int i = 0; i < 300; i++) {
            links.append("<a href='https://ferry.example/%d'>x</a> ".formatted(i));
        }
        rss("<item><guid>1</guid><title>Report</title>" + DATE + "<description><![CDATA[" + links
                        + "]]></description></item>")
                .body("added", equalTo(1))
                .body("items[0].notes", contains("only the first 200 sources were taken"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"<![CDATA[", "<!--", "<?", "&", "&a", "<!DOCTYPE", "<a xmlns:b='c'>"})
    void costs_no_more_than_the_length_of_the_file(String repeated) {
        send(("<rss><channel>" + repeated.repeat(300_000)).getBytes(StandardCharsets.UTF_8))
                .statusCode(400);
    }

    @Test
    void reads_rdf_that_has_items_beside_the_channel() {
        send(("<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" xmlns=\"http://purl.org/rss/1.0/\""
                                + " xmlns:d=\"http://purl.org/dc/elements/1.1/\"><channel rdf:about=\"https://ferry.example/\">"
                                + "<title>Ferry</title><link>https://ferry.example/</link></channel><item"
                                + " rdf:about=\"https://ferry.example/9\"><title>Boat</title><link>https://ferry.example/9</link>"
                                + "<d:date>2024-03</d:date></item></rdf:RDF>")
                        .getBytes(StandardCharsets.UTF_8))
                .body("items[0].id", equalTo("https://ferry.example/9"), "items[0].occurred", equalTo("2024-03"));
    }

    @Test
    void knows_a_json_feed_with_escaped_slashes() {
        send(json("{\"id\": 1, \"content_text\": \"Boat\", \"date_published\": \"2024-03-12T08:15:00Z\"}")
                        .replace("/", "\\/")
                        .getBytes(StandardCharsets.UTF_8))
                .body("format", equalTo("jsonfeed"), "added", equalTo(1))
                .body("items[0].id", equalTo("1"));
    }

    @Test
    void takes_null_in_a_json_feed_for_missing() {
        send(json("{\"id\": \"1\", \"title\": null, \"url\": null, \"external_url\": \"https://ferry.example/1\","
                                + "\"content_text\": null, \"content_html\": \"<p>Boat</p>\", \"date_published\": null,"
                                + "\"date_modified\": \"2024-03-12\", \"authors\": null, \"author\": {\"name\": \"Ada\"},"
                                + "\"tags\": null, \"language\": null, \"attachments\": null}")
                        .getBytes(StandardCharsets.UTF_8))
                .body("added", equalTo(1))
                .body("items[0].title", equalTo("Boat"), "items[0].occurred", equalTo("2024-03-12"))
                .body("items[0].notes", nullValue());
        assertEquals("https://ferry.example/1", value().at("/sources/0/url").asText());
        assertEquals("Ada", value().at("/actors/0/name").asText());
    }

    @Test
    void skips_alone_an_item_of_a_json_feed_with_an_odd_value() {
        send(json("{\"id\": \"1\", \"title\": {\"a\": 1}, \"date_published\": [2024]},"
                                + "3, {\"id\": \"2\", \"title\": \"Boat\", \"date_published\": \"2024-03-12\"}")
                        .getBytes(StandardCharsets.UTF_8))
                .body("added", equalTo(1), "skipped", equalTo(2));
    }

    private static String item(String name, String title, String date) {
        return "<item>%s<title>%s</title><dc:date>%s</dc:date></item>".formatted(name, title, date);
    }

    private static String feed(String charset, String title) {
        return "<?xml version=\"1.0\" encoding=\"" + charset
                + "\"?>\n<rss version=\"2.0\"><channel><title>Ferry</title>" + "<item><guid>1</guid><title>" + title
                + "</title>"
                + DATE + "</item></channel></rss>";
    }

    private static String json(String items) {
        return "{\"version\": \"https://jsonfeed.org/version/1.1\", \"title\": \"Ferry\", \"items\": [" + items + "]}";
    }

    private ValidatableResponse rss(String items) {
        return send(("<?xml version=\"1.0\"?>\n<rss version=\"2.0\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\""
                        + " xmlns:content=\"http://purl.org/rss/1.0/modules/content/\""
                        + " xmlns:media=\"http://search.yahoo.com/mrss/\" xmlns:georss=\"http://www.georss.org/georss\">"
                        + "<channel><title>Ferry</title><link>https://ferry.example/</link>" + items
                        + "</channel></rss>")
                .getBytes(StandardCharsets.UTF_8));
    }

    private ValidatableResponse atom(String entries) {
        return send(("<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>Ferry</title><id>urn:n:ferry</id>" + entries
                        + "</feed>")
                .getBytes(StandardCharsets.UTF_8));
    }

    private ValidatableResponse send(byte[] file) {
        return send("application/octet-stream", file);
    }

    private ValidatableResponse send(String contentType, byte[] file) {
        return given().config(RestAssured.config()
                        .encoderConfig(EncoderConfig.encoderConfig()
                                .appendDefaultContentCharsetToContentTypeIfUndefined(false)))
                .header("content-type", contentType)
                .body(file)
                .post("/v1/timelines/" + timeline + "/imports")
                .then();
    }

    private JsonNode value() {
        return Topic.messages(timeline).at("/0/value");
    }
}
