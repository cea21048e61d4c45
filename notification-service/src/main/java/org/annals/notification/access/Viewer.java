// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.access;

import java.util.List;

/**
 * Which timelines somebody may see: the public ones, and of the private ones those that are named.
 *
 * @param seesAll whether that is all of them
 * @param reads names of private timelines, each of which may end in a star
 */
public record Viewer(boolean seesAll, List<String> reads) {

    public static final Viewer ALL = new Viewer(true, List.of());
    public static final Viewer OF_PUBLIC = new Viewer(false, List.of());

    private static final String EVERY = "*";

    /** From how it is kept: names, of which a star alone is all. */
    public static Viewer of(List<String> names) {
        return names.contains(EVERY) ? ALL : new Viewer(false, names);
    }

    /** To be kept. */
    public List<String> names() {
        return seesAll ? List.of(EVERY) : reads;
    }

    /** Whether a private timeline is one of those that are named. */
    public boolean reads(String timeline) {
        return seesAll || reads.stream().anyMatch(name -> matches(name, timeline));
    }

    private static boolean matches(String name, String timeline) {
        return name.endsWith(EVERY) ? timeline.startsWith(name.substring(0, name.length() - 1)) : name.equals(timeline);
    }
}
