// SPDX-License-Identifier: Apache-2.0
package org.annals.local.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class TerminalTest {

    @Test
    void breaks_lines_at_spaces() {
        assertEquals(List.of("the report", "is issued"), Terminal.wrap("the report is issued", 10));
    }

    @Test
    void fills_a_line_to_its_last_character() {
        assertEquals(List.of("ten chars!"), Terminal.wrap("ten chars!", 10));
        assertEquals(List.of("ten", "chars!!"), Terminal.wrap("ten chars!!", 10));
    }

    @Test
    void breaks_a_word_that_is_longer_than_a_line() {
        assertEquals(List.of("a", "bcdef", "gh i"), Terminal.wrap("a bcdefgh i", 5));
    }

    @Test
    void does_not_tear_characters_of_two_code_units() {
        assertEquals(List.of("😀😀", "😀"), Terminal.wrap("😀😀😀", 2));
    }

    @Test
    void takes_away_what_commands_a_terminal() {
        assertEquals("red [31m two", Terminal.clean("red\u001B[31m\r\n\u202Etwo\u0007"));
    }
}
