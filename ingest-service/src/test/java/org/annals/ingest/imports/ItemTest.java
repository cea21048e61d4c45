// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.imports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ItemTest {

    @Test
    void keeps_all_that_is_said_about_a_medium() {
        Item item = new Item("1")
                .media(" https://example.org/a.JPG?w=1 ", null, "A  bridge", "The bridge", "Ann Lee", "CC BY 4.0");

        assertEquals("""
                [{"url":"https://example.org/a.JPG?w=1","kind":"image","alt":"A bridge","caption":"The bridge",\
                "credit":"Ann Lee","licence":"CC BY 4.0"}]""", item.data().get("media").toString());
        assertEquals(List.of(), item.notes());
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "https://example.org/a.mp4, -, video",
                "https://example.org/a.mp3, -, audio",
                "https://example.org/a.pdf, -, document",
                "https://example.org/a.pdf, application/octet-stream, document",
                "https://example.org/a, image/png, image",
                "https://example.org/a, AUDIO, audio",
                "https://example.org/a, text/plain; charset=utf-8, document",
                "https://example.org/a, application/pdf, document",
                "https://example.org/a, application/zip, -",
                "https://www.youtube.com/watch?v=1, -, video",
                "https://notyoutube.com/watch?v=1, -, -",
                "https://example.org/, -, -",
            })
    void tells_the_kind_of_a_medium(String url, @Nullable String kind, @Nullable String told) {
        Item item = new Item("1").media(url, kind, null, null, null, null);

        assertEquals(told, item.data().at("/media/0/kind").asText(null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "//example.org/v",
                "<iframe width='5' src='https://example.org/v'></iframe>",
                "<blockquote><a href='https://example.org/u'>x</a><a href='https://example.org/v'>1 May</a></blockquote>",
            })
    void takes_the_address_out_of_what_embeds_a_medium(String written) {
        assertEquals(
                "https://example.org/v",
                new Item("1")
                        .media(written, null, null, null, null, null)
                        .data()
                        .at("/media/0/url")
                        .asText());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"ftp://example.org/a.jpg", "data:image/png;base64,AA", "photo.jpg", "<blockquote>x</blockquote>"
            })
    void names_a_medium_without_an_address_of_the_web(String url) {
        Item item = new Item("1").media(url, "image", "", "", "", "");

        assertEquals(List.of("media '" + url + "' is no address of the web and was left out"), item.notes());
        assertFalse(item.data().has("media"));
    }

    @Test
    void names_what_is_said_about_a_medium_that_is_not_there() {
        Item item = new Item("1").media("", null, "", "The bridge", "Ann Lee", null);

        assertEquals(
                List.of(
                        "caption 'The bridge' was left out, since it has no media with an address",
                        "credit 'Ann Lee' was left out, since it has no media with an address"),
                item.notes());
    }

    @Test
    void takes_no_more_media_than_an_event_can_have() {
        Item item = new Item("1");

        for (int i = 0; i < 201; i++) {
            item.media("https://example.org/" + i, null, null, null, null, null);
        }

        assertEquals(200, item.data().get("media").size());
        assertEquals(List.of("only the first 200 media were taken"), item.notes());
    }
}
