// SPDX-License-Identifier: Apache-2.0
package org.annals.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The balance itself can fail: each of these would be a loss. */
@ExtendWith(Installation.class)
class BalanceIT {

    private static final int EVENTS = 100;

    private final Annals annals;

    BalanceIT(Annals annals) {
        this.annals = annals;
    }

    @Test
    void is_empty_when_nothing_is_lost() throws Exception {
        assertEquals(List.of(), findingsAfter("SELECT 1"));
    }

    @Test
    void finds_a_change_that_is_missing() throws Exception {
        List<String> findings = findingsAfter("DELETE FROM change WHERE timeline = '%s' AND sequence = 2");

        assertTrue(findings.toString().contains("acknowledged but not on"), findings.toString());
        assertTrue(findings.toString().contains("Sequence 3"), findings.toString());
    }

    @Test
    void finds_a_change_that_was_altered() throws Exception {
        List<String> findings = findingsAfter(
                "UPDATE change SET data = '{\"title\": \"altered\"}' WHERE timeline = '%s' AND sequence = 2");

        assertTrue(findings.toString().contains("breaks at 2"), findings.toString());
    }

    @Test
    void finds_an_event_that_is_not_listed() throws Exception {
        List<String> findings = findingsAfter(
                "DELETE FROM event WHERE event_id = (SELECT event_id FROM change WHERE timeline = '%s' AND sequence = 1)");

        assertTrue(findings.toString().contains("The list of events"), findings.toString());
    }

    @Test
    void finds_a_subscriber_who_was_not_told() throws Exception {
        try (Situation situation = new Situation(annals, List.of(Annals.INGEST), List.of(Annals.TIMELINE), 1, 1)) {
            situation.goOnFor(EVENTS);
            situation.balance();

            List<String> findings = new Balance(situation.client, Annals.TIMELINE, situation.ledger())
                    .findings(situation.timelines(), List.of(new Ledger.Alerts()), situation.streamed());

            assertTrue(findings.toString().contains("not alerted about"), findings.toString());
        }
    }

    @Test
    void finds_a_stream_that_ended_early() throws Exception {
        try (Situation situation = new Situation(annals, List.of(Annals.INGEST), List.of(Annals.TIMELINE), 1, 1)) {
            situation.goOnFor(EVENTS);
            situation.balance();
            Map<String, Long> streamed = situation.streamed();
            streamed.merge(longest(situation), -1L, Long::sum);

            List<String> findings = new Balance(situation.client, Annals.TIMELINE, situation.ledger())
                    .findings(situation.timelines(), List.of(), streamed);

            assertTrue(findings.toString().contains("The stream of " + longest(situation)), findings.toString());
        }
    }

    /** Balances once more, after the SQL has struck the longest timeline. */
    private List<String> findingsAfter(String sql) throws Exception {
        try (Situation situation = new Situation(annals, List.of(Annals.INGEST), List.of(Annals.TIMELINE), 1, 1)) {
            situation.goOnFor(EVENTS);
            assertEquals(List.of(), situation.balance());
            Installation.execute(annals, "timeline", sql.formatted(longest(situation)));
            return new Balance(situation.client, Annals.TIMELINE, situation.ledger())
                    .findings(situation.timelines(), List.of(), situation.streamed());
        }
    }

    private static String longest(Situation situation) {
        return Collections.max(
                situation.timelines(),
                Comparator.comparingInt(
                        timeline -> situation.ledger().acknowledged(timeline).size()));
    }
}
