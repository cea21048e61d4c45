// SPDX-License-Identifier: Apache-2.0
package org.annals.system;

import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** What the outside has seen: what was acknowledged to publishers, and what subscribers were told. */
final class Ledger {

    /** An alert about a change, as it first came. */
    record Alert(String timeline, long sequence, String eventId, int revision, String hash) {}

    /** What a subscriber was told, by the webhook's own id. */
    static final class Alerts {

        private final Map<String, Alert> first = new ConcurrentHashMap<>();
        private final Set<String> repeated = ConcurrentHashMap.newKeySet();
        private final Set<Alert> overtaken = ConcurrentHashMap.newKeySet();
        private final Map<String, Long> latest = new ConcurrentHashMap<>();

        void received(String webhookId, Alert alert) {
            if (first.putIfAbsent(webhookId, alert) != null) {
                repeated.add(webhookId);
            } else if (latest.merge(alert.timeline(), alert.sequence(), Math::max) > alert.sequence()) {
                overtaken.add(alert);
            }
        }

        /** Those that came for the first time when a later one of their timeline had come. */
        Set<Alert> overtaken() {
            return overtaken;
        }

        Map<String, Alert> all() {
            return new HashMap<>(first);
        }

        /** How many came more than once. */
        int repeated() {
            return repeated.size();
        }
    }

    private final Map<String, Set<String>> posted = new ConcurrentHashMap<>();
    private final Map<String, Set<String>> acknowledged = new ConcurrentHashMap<>();
    private final Queue<String> surprises = new ConcurrentLinkedQueue<>();

    void posted(String timeline, String id) {
        posted.computeIfAbsent(timeline, absent -> ConcurrentHashMap.newKeySet())
                .add(id);
    }

    void acknowledged(String timeline, String id) {
        acknowledged
                .computeIfAbsent(timeline, absent -> ConcurrentHashMap.newKeySet())
                .add(id);
    }

    /** What must never happen, whatever fails. */
    void surprise(String what) {
        surprises.add(what);
    }

    Set<String> posted(String timeline) {
        return posted.getOrDefault(timeline, Set.of());
    }

    Set<String> acknowledged(String timeline) {
        return acknowledged.getOrDefault(timeline, Set.of());
    }

    int acknowledged() {
        return acknowledged.values().stream().mapToInt(Set::size).sum();
    }

    Queue<String> surprises() {
        return surprises;
    }
}
