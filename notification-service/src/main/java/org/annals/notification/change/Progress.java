// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.change;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How far one partition is: what has begun, in order, and what is stored. */
final class Progress {

    private final Map<String, Long> positions = new HashMap<>();
    private final Deque<Flight> flights = new ArrayDeque<>();
    private int weight;
    private @Nullable Long nextOffset;
    private @Nullable Long newOffset;
    private @Nullable Long committedOffset;

    boolean knows(String timeline) {
        return positions.containsKey(timeline);
    }

    /** What the database says about a timeline; 0 when it says nothing. */
    void learn(String timeline, long position) {
        positions.put(timeline, position);
    }

    /** Whether it is time to forget how far some timelines are. */
    boolean isFull(int maxPositions) {
        return positions.size() >= maxPositions;
    }

    /** Forgets how far timelines are that are not among these and have nothing under way: the database knows. */
    void keepOnly(Set<String> timelines) {
        Set<String> kept = new HashSet<>(timelines);
        for (Flight flight : flights) {
            Position reached = flight.reached();
            if (reached != null) {
                kept.add(reached.timeline());
            }
        }
        positions.keySet().retainAll(kept);
    }

    boolean hasSeen(Position position) {
        return position.sequence() <= reached(position.timeline());
    }

    /** Whether the change before it has not been dealt with. */
    boolean isAhead(Position position) {
        return position.sequence() > reached(position.timeline()) + 1;
    }

    private long reached(String timeline) {
        return positions.getOrDefault(timeline, 0L);
    }

    void begin(Flight flight) {
        flights.add(flight);
        weight += flight.weight();
        Position reached = flight.reached();
        if (reached != null) {
            positions.put(reached.timeline(), reached.sequence());
        }
    }

    /**
     * The first flights up to one that is not settled. Later ones wait for it, though it is only moments: a stored
     * position says that everything before it is stored.
     */
    List<Flight> settled() {
        List<Flight> settled = new ArrayList<>();
        for (Flight flight : flights) {
            if (!flight.isSettled()) {
                break;
            }
            settled.add(flight);
        }
        return settled;
    }

    /** Forgets the first flights, which are in the database now. */
    void stored(int count) {
        for (int i = 0; i < count; i++) {
            Flight flight = flights.remove();
            weight -= flight.weight();
            nextOffset = flight.offset() + 1;
            if (flight.reached() != null) {
                newOffset = nextOffset;
            }
        }
    }

    /** Those that are not stored yet. */
    Stream<Flight> flights() {
        return flights.stream();
    }

    /** The offset behind the last change that is stored and was not before; null before there was one. */
    @Nullable
    Long storedNew() {
        return newOffset;
    }

    /** How much it counts against the bound of what is in memory only. */
    int weight() {
        return weight;
    }

    boolean isEmpty() {
        return flights.isEmpty();
    }

    boolean has(Flight flight) {
        return flights.contains(flight);
    }

    /** The offset that a restart has to begin at; null when the broker knows it. */
    @Nullable
    Long uncommitted() {
        return nextOffset == null || nextOffset.equals(committedOffset) ? null : nextOffset;
    }

    void committed(long offset) {
        committedOffset = offset;
    }
}
