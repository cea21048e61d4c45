// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.outbound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AsciiUrlTest {

    @ParameterizedTest
    @CsvSource({
        "https://example.org/a?b=c, https://example.org/a?b=c",
        "https://example.org/%C3%A9 x, https://example.org/%C3%A9 x",
        "https://example.org/é, https://example.org/%C3%A9",
        "https://example.org/e\u0301, https://example.org/e%CC%81",
        "https://example.org?q=😀, https://example.org?q=%F0%9F%98%80",
        "https://München.example:8443/ü, https://xn--mnchen-3ya.example:8443/%C3%BC",
        "HTTPS://новини.укр, HTTPS://xn--b1amarcd.xn--j1amh",
        "https://[2001:db8::1]:443/ü, https://[2001:db8::1]:443/%C3%BC",
        "http://127。0。0。1/, http://127.0.0.1/",
        "http://①②⑦.0.0.1/, http://127.0.0.1/",
        "http://ⓛocalhost/, http://localhost/",
        "https://müller@example.org/, https://m%C3%BCller@example.org/",
        "mailto:desk@münchen.example, mailto:desk@xn--mnchen-3ya.example"
    })
    void what_is_not_ascii_is_encoded(String text, String ascii) {
        assertEquals(ascii, AsciiUrl.of(text));
    }

    /** A host that is read in two ways, or that would end elsewhere than it seems to. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://straße.example/",
                "https://ma\u200dn.example/",
                "https://example.org／.evil.example/",
                "https://example.org＠evil.example/",
                "https://example℀.org/",
                "https://a\u202eb.example/"
            })
    void a_host_that_is_ambiguous_is_refused(String text) {
        assertThrows(IllegalArgumentException.class, () -> AsciiUrl.of(text));
    }

    @Test
    void half_a_character_is_refused() {
        assertThrows(IllegalArgumentException.class, () -> AsciiUrl.of("https://example.org/\ud83d"));
    }
}
