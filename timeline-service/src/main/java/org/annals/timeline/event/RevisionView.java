// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A revision as it is answered.
 *
 * @param changes from the data of the revision before to this one's: JSON Patch (RFC 6902), with what was there before
 *     in {@code fromValue}; absent for the first one, and for a retraction, which says only why. Long lists are replaced
 *     as a whole
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RevisionView(
        @JsonUnwrapped EventView event, @Nullable JsonNode changes) {

    static List<RevisionView> of(List<EventView> events) {
        List<RevisionView> revisions = new ArrayList<>();
        Budget budget = JsonDifference.budget();
        JsonNode before = null;
        for (EventView event : events) {
            JsonNode data = event.tree();
            JsonNode changes =
                    before == null || event.retracted() ? null : JsonDifference.between(before, data, budget);
            revisions.add(new RevisionView(event, changes));
            before = data;
        }
        return revisions;
    }
}
