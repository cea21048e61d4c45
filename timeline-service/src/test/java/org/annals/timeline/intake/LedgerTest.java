// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.intake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.annals.timeline.change.Change;
import org.junit.jupiter.api.Test;

/** The rules that no front door shows without waiting for hours. */
class LedgerTest {

    private static final Instant START = Instant.parse("2022-08-04T09:30:00Z");
    private static final Duration WAITING_LIMIT = Duration.ofHours(1);
    private static final int WAITING_PER_EVENT = 2;

    private final Ledger ledger =
            new Ledger(new Ledger.Known(List.of(), List.of(), Map.of(), List.of()), WAITING_LIMIT, WAITING_PER_EVENT);
    private long offset;

    @Test
    void a_correction_may_wait_for_just_as_long_as_the_limit() {
        ledger.enter(correction("fix", START));
        ledger.enter(event(START.plus(WAITING_LIMIT)));

        assertEquals(
                List.of(1L, 2L), ledger.changes().stream().map(Change::sequence).toList());
        assertTrue(ledger.rejections().isEmpty());
    }

    @Test
    void a_correction_that_waited_longer_is_rejected_when_its_event_comes() {
        ledger.enter(correction("fix", START));
        ledger.enter(event(START.plus(WAITING_LIMIT).plusMillis(1)));

        assertEquals(1, ledger.changes().size());
        assertEquals(1, ledger.rejections().size());
    }

    @Test
    void a_tick_ends_the_waiting_at_its_own_time() {
        ledger.enter(correction("fix", START));
        ledger.enter(new Message.Tick(new Position(0, offset++, START.plus(WAITING_LIMIT)), "story"));
        assertEquals(1, ledger.startedWaiting().size());

        ledger.enter(new Message.Tick(
                new Position(0, offset++, START.plus(WAITING_LIMIT).plusMillis(1)), "story"));
        assertTrue(ledger.startedWaiting().isEmpty());
        assertEquals(1, ledger.rejections().size());
    }

    @Test
    void a_correction_that_was_rejected_may_come_again() {
        ledger.enter(correction("fix", START));
        ledger.enter(correction("fix", START.plus(WAITING_LIMIT).plusMillis(1)));
        ledger.enter(event(START.plus(WAITING_LIMIT).plusMillis(2)));

        assertEquals(2, ledger.changes().size());
        assertEquals(1, ledger.rejections().size());
    }

    @Test
    void no_more_than_the_limit_wait_for_the_same_event() {
        ledger.enter(correction("first", START));
        ledger.enter(correction("second", START));
        ledger.enter(correction("third", START));

        assertEquals(2, ledger.startedWaiting().size());
        assertEquals(1, ledger.rejections().size());
    }

    @Test
    void those_that_are_overdue_take_no_place_of_others() {
        ledger.enter(correction("first", START));
        ledger.enter(correction("second", START));
        ledger.enter(correction("third", START.plus(WAITING_LIMIT).plusMillis(1)));

        assertEquals(1, ledger.startedWaiting().size());
        assertEquals(2, ledger.rejections().size());
    }

    @Test
    void a_waiting_correction_that_comes_twice_waits_once() {
        ledger.enter(correction("fix", START));
        ledger.enter(correction("fix", START.plusSeconds(1)));

        assertEquals(1, ledger.startedWaiting().size());
        assertTrue(ledger.rejections().isEmpty());
    }

    private Message event(Instant recorded) {
        return message("\"id\":\"report\"", recorded);
    }

    private Message correction(String id, Instant recorded) {
        return message("\"id\":\"" + id + "\",\"corrects\":\"report\"", recorded);
    }

    private Message message(String attributes, Instant recorded) {
        return MessageReader.revision(
                "{\"specversion\":\"1.0\",\"source\":\"/desk\",\"type\":\"report.issued\",\"subject\":\"story\","
                        + attributes + "}",
                "{\"occurred\":\"2022-08-04\",\"title\":\"A report was issued\"}",
                new Position(0, offset++, recorded));
    }
}
