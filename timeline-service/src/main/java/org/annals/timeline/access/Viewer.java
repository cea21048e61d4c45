// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.access;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which timelines somebody may see: the public ones, and of the private ones those that are named.
 *
 * @param seesAll whether that is all of them
 * @param reads names of private timelines, each of which may end in a star
 */
public record Viewer(boolean seesAll, List<String> reads) {

    public static final Viewer ALL = new Viewer(true, List.of());
    public static final Viewer OF_PUBLIC = new Viewer(false, List.of());

    /**
     * The condition that the viewer sees the timeline of a row; asks the database, so that a timeline that becomes private
     * is gone at once, from streams too. Who sees all pays nothing for it.
     *
     * @param table that has the timeline
     */
    public static String sees(String table) {
        return """
            (:seesAll OR %s.timeline NOT IN (
                SELECT hidden.timeline FROM timeline hidden
                WHERE hidden.visibility <> 'public' AND NOT hidden.timeline LIKE ANY (:reads::text[])))
            """.formatted(table);
    }

    /** Binds what {@link #sees} asks for. */
    public void bind(Map<String, @Nullable Object> values) {
        values.put("seesAll", seesAll);
        values.put("reads", likePatterns());
    }

    public boolean sees(String timeline, boolean isPublic) {
        return seesAll || isPublic || reads.stream().anyMatch(name -> matches(name, timeline));
    }

    /** The same for those who see the same. */
    public String tag() {
        return seesAll ? "a" : Integer.toHexString(reads.hashCode());
    }

    /** Names have none of the characters that mean something to LIKE or to arrays. */
    private String likePatterns() {
        return reads.stream().map(name -> name.replace('*', '%')).collect(Collectors.joining(",", "{", "}"));
    }

    private static boolean matches(String name, String timeline) {
        return name.endsWith("*") ? timeline.startsWith(name.substring(0, name.length() - 1)) : name.equals(timeline);
    }
}
