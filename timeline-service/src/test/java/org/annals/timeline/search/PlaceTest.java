// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.annals.timeline.problem.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlaceTest {

    @Test
    void is_the_last_change_of_each_partition() {
        Place place =
                Place.START.after(1, 12, 3).after(0, 41, 7).after(1, 13, 1).after(2, 5, Long.MAX_VALUE);

        assertEquals("0:41:7,1:13:1,2:5", place.text());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0:41:7", "0:41", "0:-1", "0:41:7,1:13:1,2:5"})
    void reads_what_it_wrote(String text) {
        assertEquals(text, Place.of(text).text());
    }

    @Test
    void has_an_id_before_all_changes() {
        assertEquals("0:-1", Place.START.text());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "41", "0:", "0:41:", "0:-2", ":41", "0:41,", "0:4x", "0:9999999999999999999", "a:1"})
    void refuses_anything_else(String text) {
        assertThrows(ProblemException.class, () -> Place.of(text));
    }
}
