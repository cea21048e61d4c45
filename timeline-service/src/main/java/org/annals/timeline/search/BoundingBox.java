// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.search;

import java.util.Arrays;
import org.annals.timeline.problem.ProblemException;

/** A part of the map in degrees, as GeoJSON orders them (RFC 7946): where west is more than east it crosses 180. */
record BoundingBox(double west, double south, double east, double north) {

    static BoundingBox of(String text) {
        try {
            double[] degrees = Arrays.stream(text.split(",", -1))
                    .mapToDouble(Double::parseDouble)
                    .toArray();
            if (degrees.length == 4) {
                BoundingBox box = new BoundingBox(degrees[0], degrees[1], degrees[2], degrees[3]);
                if (box.isOnMap()) {
                    return box;
                }
            }
        } catch (NumberFormatException e) {
            throw refused(text);
        }
        throw refused(text);
    }

    private boolean isOnMap() {
        return Math.abs(west) <= 180
                && Math.abs(east) <= 180
                && Math.abs(south) <= 90
                && Math.abs(north) <= 90
                && south <= north;
    }

    /** The part east of its western edge, as PostgreSQL writes a box. */
    String eastward() {
        return box(west, west <= east ? east : 180);
    }

    /** The part west of its eastern edge: the same, unless it crosses 180 degrees. */
    String westward() {
        return box(west <= east ? west : -180, east);
    }

    private String box(double from, double to) {
        return "(%s,%s),(%s,%s)".formatted(from, south, to, north);
    }

    private static ProblemException refused(String text) {
        return ProblemException.badRequest(
                "invalid-parameter",
                "bbox must be west,south,east,north in degrees, such as 22,44,40.5,52.5, not " + text + ".");
    }
}
