// SPDX-License-Identifier: Apache-2.0
package org.annals.system;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Compares what the outside has seen with what Annals has, and tells where they differ. */
final class Balance {

    /** So many of a kind are told; a thousand lost events are one finding. */
    private static final int SHOWN = 5;

    private final Client client;
    private final String server;
    private final Ledger ledger;

    /** Balances against what that replica of timeline-service answers. */
    Balance(Client client, String server, Ledger ledger) {
        this.client = client;
        this.server = server;
        this.ledger = ledger;
    }

    /**
     * What is wrong; nothing when all is well.
     *
     * @param subscribers what each was told, whose subscriptions match all changes of the timelines
     * @param streamed the last sequence that the reader of each timeline's stream got
     */
    List<String> findings(List<String> timelines, List<Ledger.Alerts> subscribers, Map<String, Long> streamed)
            throws IOException, InterruptedException {
        List<String> findings = new ArrayList<>(ledger.surprises());
        for (String timeline : timelines) {
            if (ledger.posted(timeline).isEmpty()) {
                continue;
            }
            List<JsonNode> changes = changes(timeline);
            compareIds(timeline, changes, findings);
            checkChain(timeline, changes, findings);
            checkEvents(timeline, changes, findings);
            subscribers.forEach(alerts -> compareAlerts(timeline, changes, alerts, findings));
            long told = streamed.getOrDefault(timeline, 0L);
            if (told != changes.size()) {
                findings.add("The stream of " + timeline + " came to " + told + " of " + changes.size() + " changes");
            }
        }
        for (JsonNode rejection : client.get(server, "/v1/rejections?limit=500").path("items")) {
            if (timelines.contains(rejection.path("timeline").asText())) {
                findings.add("Rejected: " + rejection);
            }
        }
        return findings;
    }

    private List<JsonNode> changes(String timeline) throws IOException, InterruptedException {
        List<JsonNode> changes = new ArrayList<>();
        JsonNode page;
        do {
            page = client.get(server, "/v1/timelines/" + timeline + "/changes?limit=500&after=" + changes.size());
            page.path("items").forEach(changes::add);
        } while (page.has("next"));
        return changes;
    }

    private void compareIds(String timeline, List<JsonNode> changes, List<String> findings) {
        Map<String, Integer> stored = new HashMap<>();
        changes.forEach(change -> stored.merge(change.at("/content/id").asText(), 1, Integer::sum));
        Set<String> lost = new HashSet<>(ledger.acknowledged(timeline));
        lost.removeAll(stored.keySet());
        tell("acknowledged but not on " + timeline, lost, findings);
        Set<String> unknown = new HashSet<>(stored.keySet());
        unknown.removeAll(ledger.posted(timeline));
        tell("on " + timeline + " but never posted", unknown, findings);
        stored.values().removeIf(count -> count == 1);
        tell("more than once on " + timeline, stored.keySet(), findings);
    }

    private static void checkChain(String timeline, List<JsonNode> changes, List<String> findings) throws IOException {
        Chain chain = new Chain(timeline);
        long expected = 1;
        for (JsonNode change : changes) {
            long sequence = change.get("sequence").asLong();
            if (sequence != expected) {
                findings.add("Sequence " + sequence + " of " + timeline + " stands where " + expected + " must");
                return;
            }
            if (!chain.continuesWith(change)) {
                findings.add("The chain of " + timeline + " breaks at " + sequence);
                return;
            }
            expected++;
        }
    }

    /** The events of the timeline are those of its changes, each as its last revision left it. */
    private void checkEvents(String timeline, List<JsonNode> changes, List<String> findings)
            throws IOException, InterruptedException {
        Map<String, Integer> revisions = new HashMap<>();
        changes.forEach(change -> revisions.merge(
                change.get("eventId").asText(), change.get("revision").asInt(), Math::max));
        Map<String, Integer> listed = new HashMap<>();
        String cursor = "";
        do {
            JsonNode page =
                    client.get(server, "/v1/timelines/" + timeline + "/events?retracted=include&limit=500" + cursor);
            for (JsonNode event : page.path("items")) {
                listed.put(event.get("eventId").asText(), event.get("revision").asInt());
            }
            cursor = page.has("next") ? "&cursor=" + page.get("next").asText() : "";
        } while (!cursor.isEmpty());
        if (!listed.equals(revisions)) {
            findings.add("The list of events of " + timeline + " (" + listed.size() + ") is not what its changes say ("
                    + revisions.size() + ")");
        }
    }

    /** A newer revision may replace an older one whose alert still waits: whoever knows the newer one is up to date. */
    private static void compareAlerts(
            String timeline, List<JsonNode> changes, Ledger.Alerts alerts, List<String> findings) {
        Map<String, Integer> told = new HashMap<>();
        Map<Long, String> hashes = new HashMap<>();
        Set<String> twice = new HashSet<>();
        for (Ledger.Alert alert : alerts.all().values()) {
            if (alert.timeline().equals(timeline)) {
                if (hashes.containsKey(alert.sequence())) {
                    twice.add(Long.toString(alert.sequence()));
                }
                told.merge(alert.eventId(), alert.revision(), Math::max);
                hashes.put(alert.sequence(), alert.hash());
            }
        }
        Set<String> untold = new HashSet<>();
        Set<String> different = new HashSet<>();
        for (JsonNode change : changes) {
            long sequence = change.get("sequence").asLong();
            if (told.getOrDefault(change.get("eventId").asText(), 0)
                    < change.get("revision").asInt()) {
                untold.add(Long.toString(sequence));
            }
            String hash = hashes.remove(sequence);
            if (hash != null && !hash.equals(change.get("hash").asText())) {
                different.add(Long.toString(sequence));
            }
        }
        tell("changes of " + timeline + " that a subscriber was not alerted about", untold, findings);
        tell("changes of " + timeline + " that were alerted with two webhook-ids", twice, findings);
        tell("changes of " + timeline + " with another hash in their alert", different, findings);
        tell("alerts about changes that " + timeline + " does not have", hashes.keySet(), findings);
    }

    private static void tell(String what, Set<?> those, List<String> findings) {
        if (!those.isEmpty()) {
            findings.add(those.size() + " " + what + ", such as "
                    + those.stream().limit(SHOWN).toList());
        }
    }
}
