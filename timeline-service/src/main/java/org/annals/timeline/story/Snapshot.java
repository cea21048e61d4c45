// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.story;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One state of what is stored: of a timeline, its changes up to a sequence; of all timelines, what each partition of
 * annals.events has caused up to an offset. Both are exact whatever was recorded when, and the same after a rebuild.
 *
 * @param sequence null where it is of all timelines
 * @param hash how the hash of that sequence begins, by which one from elsewhere is told; empty where it is of all timelines
 * @param nextOffsets for each partition, the first offset that is not part of it; empty where it is of one timeline
 */
public record Snapshot(@Nullable Long sequence, String hash, Map<Integer, Long> nextOffsets) {

    private static final int HASH_BYTES = 4;
    private static final int MAX_LENGTH = 4000;

    private static final Pattern OF_TIMELINE = Pattern.compile("(\\d{1,18})-([0-9a-f]{8})");
    private static final Pattern OFFSET = Pattern.compile("(\\d{1,4}):(\\d{1,18})");

    /** The timeline as it stands. */
    public static Snapshot of(Timeline timeline) {
        return new Snapshot(timeline.sequence(), HexFormat.of().formatHex(timeline.hash(), 0, HASH_BYTES), Map.of());
    }

    /**
     * Reads what {@link #text} wrote.
     *
     * @throws IllegalArgumentException where it is none
     */
    public static Snapshot parse(String text) {
        Matcher ofTimeline = OF_TIMELINE.matcher(text);
        if (ofTimeline.matches()) {
            return new Snapshot(Long.valueOf(ofTimeline.group(1)), ofTimeline.group(2), Map.of());
        }
        if (text.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("A snapshot has at most " + MAX_LENGTH + " characters");
        }
        Map<Integer, Long> nextOffsets = new TreeMap<>();
        for (String part : text.isEmpty() ? new String[0] : text.split(",", -1)) {
            Matcher offset = OFFSET.matcher(part);
            if (!offset.matches()) {
                throw new IllegalArgumentException("No offset of a partition: " + part);
            }
            nextOffsets.put(Integer.valueOf(offset.group(1)), Long.valueOf(offset.group(2)));
        }
        return new Snapshot(null, "", nextOffsets);
    }

    /** As part of a cursor: {@code 41-1a2b3c4d} or {@code 0:41,1:12}. */
    public String text() {
        if (sequence != null) {
            return sequence + "-" + hash;
        }
        return nextOffsets.entrySet().stream()
                .map(next -> next.getKey() + ":" + next.getValue())
                .collect(Collectors.joining(","));
    }

    /** As part of an {@code ETag}. */
    String tag() {
        return sequence != null
                ? text()
                : UUID.nameUUIDFromBytes(text().getBytes(StandardCharsets.UTF_8))
                        .toString();
    }

    /** Whether it has come as far as another one of the same kind. */
    boolean hasReached(Snapshot other) {
        if (sequence != null && other.sequence != null) {
            return other.sequence <= sequence;
        }
        return sequence == null
                && other.sequence == null
                && other.nextOffsets.entrySet().stream()
                        .allMatch(next -> next.getValue() <= nextOffsets.getOrDefault(next.getKey(), 0L));
    }

    /** The next offsets as an array of PostgreSQL, that of partition 0 first; null where it is of one timeline. */
    public @Nullable String offsets() {
        if (sequence != null) {
            return null;
        }
        int partitions = nextOffsets.keySet().stream()
                .mapToInt(partition -> partition + 1)
                .max()
                .orElse(0);
        return IntStream.range(0, partitions)
                .mapToObj(partition -> Long.toString(nextOffsets.getOrDefault(partition, 0L)))
                .collect(Collectors.joining(",", "{", "}"));
    }
}
