// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.email;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.mail.internet.MimeUtility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderTextTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "A report was issued",
                "=?UTF-8?Q?pretended?=",
                "Оприлюднено звіт про війну, який обурив багатьох читачів по всій країні",
                "📄📄📄📄📄📄📄📄📄📄📄📄📄📄📄📄📄📄📄📄",
                "A subject in plain letters that is longer than what fits into one line of a header, by far",
                ""
            })
    void what_is_encoded_reads_as_it_was_written(String text) throws Exception {
        assertEquals(text, MimeUtility.decodeText(MimeUtility.unfold(HeaderText.encode(text))));
    }

    @Test
    void no_line_is_longer_than_a_header_may_have() {
        String encoded = HeaderText.encode("ї📄".repeat(100));

        assertTrue(("Subject: " + encoded).lines().allMatch(line -> line.length() <= 76), encoded);
    }

    @Test
    void nothing_starts_a_header_of_its_own() {
        assertEquals("A Bcc: all@example.org", HeaderText.encode("A\r\nBcc: all@example.org\n"));
    }
}
