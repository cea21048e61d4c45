// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.search;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.annals.timeline.problem.ProblemException;

/**
 * A place among the changes of all timelines: for each partition of annals.events the last change that is before it.
 * Timelines have no common sequence, but each partition is stored in its own order, on whichever replica.
 */
public record Place(Map<Integer, Last> lasts) {

    /** The record that caused a change, and the change among those that it caused. */
    record Last(long offset, long sequence) {}

    /** Before all changes. */
    public static final Place START = new Place(Map.of());

    private static final int MAX_LENGTH = 4000;

    /** The sequence is left out where all that the record caused is before the place. */
    private static final Pattern LAST = Pattern.compile("(\\d{1,9}):(-1|\\d{1,18})(?::(\\d{1,18}))?");

    /** This place moved on in one partition. */
    public Place after(int partition, long offset, long sequence) {
        Map<Integer, Last> moved = new TreeMap<>(lasts);
        moved.put(partition, new Last(offset, sequence));
        return new Place(moved);
    }

    /** As an identifier, which is never empty: {@code 0:41:7,1:12:3}. */
    public String text() {
        if (lasts.isEmpty()) {
            return "0:-1";
        }
        return lasts.entrySet().stream()
                .map(last -> last.getKey() + ":" + last.getValue().offset()
                        + (last.getValue().sequence() == Long.MAX_VALUE
                                ? ""
                                : ":" + last.getValue().sequence()))
                .collect(Collectors.joining(","));
    }

    public static Place of(String text) {
        Place place = START;
        if (text.length() > MAX_LENGTH) {
            throw refused();
        }
        for (String part : text.split(",", -1)) {
            Matcher last = LAST.matcher(part);
            if (!last.matches()) {
                throw refused();
            }
            long sequence = last.group(3) == null ? Long.MAX_VALUE : Long.parseLong(last.group(3));
            place = place.after(Integer.parseInt(last.group(1)), Long.parseLong(last.group(2)), sequence);
        }
        return place;
    }

    Object[] partitions() {
        return lasts.keySet().toArray();
    }

    Object[] offsets() {
        return lasts.values().stream().map(Last::offset).toArray();
    }

    Object[] sequences() {
        return lasts.values().stream().map(Last::sequence).toArray();
    }

    private static ProblemException refused() {
        return ProblemException.badRequest(
                "invalid-parameter",
                "Last-Event-ID or after is not an id that this stream gave; leave it out to begin with what is stored"
                        + " next.");
    }
}
