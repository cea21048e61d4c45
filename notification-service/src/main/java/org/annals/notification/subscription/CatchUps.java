// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.subscription;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * The catch-ups of the partitions that this replica reads. A subscription that catches up is not live in a partition
 * until the one has come to where the other is: then it has nothing to be told twice, and nothing is between. Three
 * threads meet here: who reads live changes, who reads the past, and who learns what other replicas have done.
 */
@ApplicationScoped
public class CatchUps {

    /** One catch-up, and whether live changes have been told to go on from where it is. */
    private static final class Entry {

        private final CatchUp catchUp;
        private final boolean met;

        Entry(CatchUp catchUp, boolean met) {
            this.catchUp = catchUp;
            this.met = met;
        }
    }

    private final Map<Integer, Map<UUID, Entry>> byPartition = new ConcurrentHashMap<>();
    /** Where the next live record of a partition is. */
    private final Map<Integer, Long> live = new ConcurrentHashMap<>();
    /** Up to where a partition's live records are dealt with and stored, and none that is to come was. */
    private final Map<Integer, Long> settled = new ConcurrentHashMap<>();

    public boolean owns(int partition) {
        return byPartition.containsKey(partition);
    }

    /** Takes over a partition, with what the database says about it. */
    void own(int partition, List<CatchUp> catchUps) {
        Map<UUID, Entry> entries = new ConcurrentHashMap<>();
        catchUps.forEach(catchUp -> entries.put(catchUp.id(), new Entry(catchUp, false)));
        byPartition.put(partition, entries);
    }

    /** Takes what the database says of a partition, where this replica has it still. */
    void reload(int partition, List<CatchUp> catchUps) {
        Map<UUID, Entry> entries = new ConcurrentHashMap<>();
        catchUps.forEach(catchUp -> entries.put(catchUp.id(), new Entry(catchUp, false)));
        byPartition.computeIfPresent(partition, (same, outdated) -> entries);
    }

    public void disown(int partition) {
        byPartition.remove(partition);
        live.remove(partition);
        settled.remove(partition);
    }

    /** Takes what the database says about some subscriptions; of what is known already, this replica knows better. */
    void learn(List<CatchUp> catchUps) {
        for (CatchUp catchUp : catchUps) {
            Map<UUID, Entry> entries = byPartition.get(catchUp.partition());
            if (entries != null) {
                entries.merge(
                        catchUp.id(),
                        new Entry(catchUp, false),
                        (known, read) -> read.catchUp.epoch() > known.catchUp.epoch() ? read : known);
            }
        }
    }

    void remove(UUID subscription) {
        for (Map<UUID, Entry> entries : byPartition.values()) {
            entries.values().removeIf(entry -> entry.catchUp.subscriptionId().equals(subscription));
        }
    }

    /** Whether the record at an offset is for the subscription to be told as it comes. */
    public boolean isLive(int partition, long offset, UUID subscription) {
        Entry entry = entries(partition).get(subscription);
        return entry == null || (entry.met && offset >= entry.catchUp.next());
    }

    /**
     * Lets those go live that have nothing left before an offset. A replay has ended then: what changes of what it has
     * told is told with what is live.
     *
     * @param offset of the next live record
     * @param active which subscriptions are
     * @return whether there was one
     */
    public boolean meet(int partition, long offset, Predicate<UUID> active) {
        live.put(partition, offset);
        Map<UUID, Entry> entries = entries(partition);
        boolean met = false;
        for (Entry entry : List.copyOf(entries.values())) {
            CatchUp catchUp = entry.catchUp;
            if (!entry.met && catchUp.next() >= offset && active.test(catchUp.subscriptionId())) {
                met |= entries.replace(catchUp.id(), entry, new Entry(catchUp, true));
            }
        }
        return met;
    }

    /**
     * The record at an offset was dealt with before, and is not told again as it comes. Who was not live then, and may not
     * have been told, goes back to what it was.
     */
    public void passOver(int partition, long offset) {
        entries(partition)
                .replaceAll((id, entry) ->
                        entry.met && entry.catchUp.next() <= offset ? new Entry(entry.catchUp, false) : entry);
    }

    /** Everything before that offset is dealt with and stored, and nothing from there on was dealt with before. */
    public void settle(int partition, long offset) {
        settled.put(partition, offset);
    }

    /** Whether there is one that is not live yet. */
    public boolean waits(int partition) {
        return entries(partition).values().stream().anyMatch(entry -> !entry.met);
    }

    /** What is still to be read: those that are behind the live records. */
    public List<CatchUp> owed() {
        return all(entry ->
                !entry.met && entry.catchUp.next() < live.getOrDefault(entry.catchUp.partition(), Long.MIN_VALUE));
    }

    /** Those that are live for good, or have ended: a restart would begin behind them. */
    public List<CatchUp> done() {
        return all(entry ->
                entry.met && entry.catchUp.next() <= settled.getOrDefault(entry.catchUp.partition(), Long.MIN_VALUE));
    }

    /** Takes on that they were read up to an offset, unless they were set anew meanwhile. */
    public void advance(Collection<CatchUp> from, long reached) {
        for (CatchUp catchUp : from) {
            CatchUp now = catchUp.at(reached);
            entries(catchUp.partition())
                    .computeIfPresent(
                            catchUp.id(), (id, entry) -> entry.catchUp.equals(catchUp) ? new Entry(now, false) : entry);
        }
    }

    public void end(Collection<CatchUp> ended) {
        for (CatchUp catchUp : ended) {
            entries(catchUp.partition())
                    .computeIfPresent(catchUp.id(), (id, entry) -> entry.catchUp.equals(catchUp) ? null : entry);
        }
    }

    private List<CatchUp> all(Predicate<Entry> which) {
        List<CatchUp> found = new ArrayList<>();
        for (Map<UUID, Entry> entries : byPartition.values()) {
            for (Entry entry : entries.values()) {
                if (which.test(entry)) {
                    found.add(entry.catchUp);
                }
            }
        }
        return found;
    }

    private Map<UUID, Entry> entries(int partition) {
        Map<UUID, Entry> entries = byPartition.get(partition);
        return entries == null ? new ConcurrentHashMap<>() : entries;
    }
}
