// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class CircuitTest {

    private static final Instant NOW = Instant.parse("2022-08-04T09:30:00Z");
    private static final Duration FIRST = Duration.ofSeconds(10);
    private static final Duration LONGEST = Duration.ofSeconds(35);

    private final Circuit circuit = new Circuit(new Circuit.Rule(3, FIRST, LONGEST));

    @Test
    void fewer_failures_than_the_rule_says_change_nothing() {
        fail(NOW, 2);

        assertTrue(circuit.admits(NOW));
        assertFalse(circuit.isOpen());
    }

    @Test
    void as_many_as_the_rule_says_open_it_for_the_first_pause() {
        fail(NOW, 3);

        assertTrue(circuit.isOpen());
        assertFalse(circuit.admits(NOW.plus(FIRST).minusNanos(1)));
        assertEquals(NOW.plus(FIRST), circuit.reopens(NOW));
        assertTrue(circuit.admits(NOW.plus(FIRST)));
    }

    @Test
    void after_the_pause_one_attempt_is_admitted_and_no_other() {
        fail(NOW, 3);
        circuit.admits(NOW.plus(FIRST));

        assertFalse(circuit.admits(NOW.plus(FIRST).plusSeconds(60)));
    }

    @Test
    void an_attempt_that_is_not_made_leaves_its_place_to_another() {
        fail(NOW, 3);
        circuit.admits(NOW.plus(FIRST));

        circuit.withdrawn();

        assertTrue(circuit.admits(NOW.plus(FIRST)));
    }

    @Test
    void a_success_closes_it_and_counts_anew() {
        fail(NOW, 3);

        circuit.succeeded();

        assertTrue(circuit.admits(NOW));
        fail(NOW, 2);
        assertFalse(circuit.isOpen());
    }

    @Test
    void each_failure_of_the_one_attempt_doubles_the_pause_up_to_the_longest() {
        fail(NOW, 3);
        Instant second = failOnce(NOW.plus(FIRST));
        assertEquals(NOW.plus(FIRST).plusSeconds(20), second);

        Instant third = failOnce(second);

        assertEquals(second.plus(LONGEST), third);
    }

    @Test
    void attempts_that_were_on_their_way_when_it_opened_do_not_prolong_it() {
        fail(NOW, 3);

        fail(NOW.plusSeconds(9), 5);

        assertTrue(circuit.admits(NOW.plus(FIRST)));
    }

    @Test
    void who_asks_for_patience_gets_it_at_once() {
        circuit.failed(NOW, Duration.ofSeconds(7));

        assertEquals(NOW.plusSeconds(7), circuit.reopens(NOW));
    }

    @Test
    void patience_has_an_end() {
        circuit.failed(NOW, Duration.ofDays(7));

        assertEquals(NOW.plus(LONGEST), circuit.reopens(NOW));
    }

    @Test
    void it_is_stale_when_it_has_not_failed_for_twice_the_longest_pause() {
        circuit.failed(NOW, null);

        assertFalse(circuit.isStale(NOW.plus(LONGEST.multipliedBy(2))));
        assertTrue(circuit.isStale(NOW.plus(LONGEST.multipliedBy(2)).plusNanos(1)));
    }

    private void fail(Instant at, int times) {
        for (int i = 0; i < times; i++) {
            circuit.failed(at, null);
        }
    }

    /** Returns when it admits another. */
    private Instant failOnce(Instant at) {
        circuit.admits(at);
        circuit.failed(at, null);
        return circuit.reopens(at);
    }
}
