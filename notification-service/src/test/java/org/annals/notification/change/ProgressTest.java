// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.change;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import org.junit.jupiter.api.Test;

class ProgressTest {

    private final Progress progress = new Progress();

    @Test
    void a_change_is_ahead_until_the_one_before_it_has_begun() {
        progress.learn("story", 3);

        assertTrue(progress.hasSeen(new Position("story", 3)));
        assertFalse(progress.isAhead(new Position("story", 4)));
        assertTrue(progress.isAhead(new Position("story", 5)));
        progress.begin(Flight.unreadable(0, new Position("story", 4)));
        assertFalse(progress.isAhead(new Position("story", 5)));
    }

    @Test
    void positions_that_are_neither_asked_for_nor_under_way_are_forgotten() {
        for (int i = 0; i < 100; i++) {
            progress.learn("story-" + i, 1);
        }
        progress.begin(Flight.unreadable(0, new Position("story-7", 2)));
        assertTrue(progress.isFull(100));

        progress.keepOnly(Set.of("story-1"));

        assertFalse(progress.isFull(3));
        assertTrue(progress.hasSeen(new Position("story-1", 1)));
        assertTrue(progress.hasSeen(new Position("story-7", 2)));
        assertFalse(progress.knows("story-2"));
        progress.stored(1);
        progress.keepOnly(Set.of());
        assertFalse(progress.isFull(1));
        assertEquals(1, progress.storedNew());
    }
}
