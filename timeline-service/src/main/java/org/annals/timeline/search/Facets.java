// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.search;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * How many events there are of each kind among those that a query finds.
 *
 * @param total of the events found
 * @param time by the part of the calendar in which they surely happened
 * @param inexact those of which that can't be said: their date is less exact, or goes across
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Facets(
        long total,
        List<Count> type,
        List<Count> status,
        List<Count> actor,
        List<Count> tag,
        List<Count> time,
        long inexact) {

    /** How many events have a value. */
    public record Count(String value, long count) {}
}
