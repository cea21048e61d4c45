// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.web;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.stream.Collectors;
import org.annals.timeline.event.Budget;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordDifferenceTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = true,
            value = {
                "a report was issued | a report was issued | a report was issued",
                "a report was issued | a long report was issued | a+ long+ report was issued",
                "a report was issued | a report was issued today | a report was issued+ today+",
                "a long report was issued | a report was issued | a- long- report was issued",
                "a report was issued | a report is issued | a report- was-+ is+ issued",
                "it began | nothing of it is left here | -it began-+nothing of it is left here+",
                "'' | new | +new+",
                "old | '' | -old-",
            })
    void strikes_out_and_puts_in_words(String before, String after, String shown) {
        assertEquals(shown, shown(before, after));
    }

    @Test
    void shows_long_texts_whole() {
        String before = "word ".repeat(401);

        assertEquals("-" + before + "-+" + before + "more+", shown(before, before + "more"));
    }

    private static String shown(String before, String after) {
        return WordDifference.between(before, after, new Budget(1_000_000)).stream()
                .map(piece -> piece.struck()
                        ? "-" + piece.text() + "-"
                        : piece.inserted() ? "+" + piece.text() + "+" : piece.text())
                .collect(Collectors.joining());
    }
}
