// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.subscription;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class CatchUpsTest {

    private static final int PARTITION = 3;

    private final CatchUps catchUps = new CatchUps();
    private final UUID subscription = UUID.randomUUID();

    @Test
    void who_is_behind_is_live_only_where_the_catch_up_has_met_the_live_records() {
        catchUps.own(PARTITION, List.of(at(10, 0)));
        assertFalse(meet(20));
        assertFalse(isLive(20));
        assertEquals(List.of(at(10, 0)), catchUps.owed());

        catchUps.advance(List.of(at(10, 0)), 20);

        assertTrue(meet(20));
        assertTrue(isLive(20));
        assertEquals(List.of(), catchUps.owed());
    }

    @Test
    void who_starts_after_the_live_records_is_live_from_its_start() {
        catchUps.own(PARTITION, List.of(at(10, 0)));

        meet(5);

        assertFalse(isLive(9));
        assertTrue(isLive(10));
    }

    @Test
    void who_was_not_live_when_a_record_was_dealt_with_is_live_no_more_when_it_is_passed_over() {
        catchUps.own(PARTITION, List.of(at(10, 0)));
        meet(10);
        catchUps.passOver(PARTITION, 9);
        assertTrue(isLive(10));

        catchUps.passOver(PARTITION, 10);

        assertFalse(isLive(11));
        meet(11);
        assertEquals(List.of(at(10, 0)), catchUps.owed());
    }

    @Test
    void it_is_done_when_all_before_it_is_stored() {
        catchUps.own(PARTITION, List.of(at(10, 0)));
        meet(10);
        catchUps.settle(PARTITION, 9);
        assertEquals(List.of(), catchUps.done());

        catchUps.settle(PARTITION, 10);

        assertEquals(List.of(at(10, 0)), catchUps.done());
        catchUps.end(catchUps.done());
        assertTrue(isLive(0));
    }

    @Test
    void what_is_read_again_changes_nothing_unless_it_was_set_anew() {
        catchUps.own(PARTITION, List.of(at(10, 0)));
        meet(10);

        catchUps.learn(List.of(at(10, 0)));

        assertTrue(isLive(10));
        catchUps.learn(List.of(at(4, 1)));
        assertFalse(isLive(10));
        catchUps.advance(List.of(at(10, 0)), 30);
        assertEquals(List.of(at(4, 1)), catchUps.owed());
    }

    @Test
    void of_a_partition_that_another_replica_has_nothing_is_kept() {
        catchUps.learn(List.of(at(10, 0)));
        catchUps.reload(PARTITION, List.of(at(10, 0)));

        assertFalse(catchUps.owns(PARTITION));
        assertEquals(List.of(), catchUps.owed());
    }

    @Test
    void who_is_not_active_does_not_go_live() {
        catchUps.own(PARTITION, List.of(at(10, 0)));

        boolean met = catchUps.meet(PARTITION, 10, id -> false);

        assertFalse(met);
        assertFalse(isLive(10));
    }

    private boolean meet(long offset) {
        return catchUps.meet(PARTITION, offset, id -> true);
    }

    private boolean isLive(long offset) {
        return catchUps.isLive(PARTITION, offset, subscription);
    }

    private CatchUp at(long offset, int epoch) {
        return new CatchUp(subscription, PARTITION, subscription, epoch, offset, null, CatchUp.Range.ALL);
    }
}
