package org.annals.timeline.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.JsonNode;
import com.flipkart.zjsonpatch.DiffFlags;
import com.flipkart.zjsonpatch.JsonDiff;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A revision as it is answered.
 *
 * @param changes from the data of the revision before to this one's: JSON Patch (RFC 6902), with what was there before
 *     in {@code fromValue}; absent for the first one, and for a retraction, which says only why
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RevisionView(
        @JsonUnwrapped EventView event, @Nullable JsonNode changes) {

    private static final EnumSet<DiffFlags> FLAGS = EnumSet.of(
            DiffFlags.OMIT_MOVE_OPERATION, DiffFlags.OMIT_COPY_OPERATION, DiffFlags.ADD_ORIGINAL_VALUE_ON_REPLACE);

    static List<RevisionView> of(List<EventView> events) {
        List<RevisionView> revisions = new ArrayList<>();
        JsonNode before = null;
        for (EventView event : events) {
            JsonNode data = event.tree();
            JsonNode changes = before == null || event.retracted() ? null : changes(before, data);
            revisions.add(new RevisionView(event, changes));
            before = data;
        }
        return revisions;
    }

    /** From one content to another, as JSON Patch. */
    public static JsonNode changes(JsonNode before, JsonNode after) {
        return JsonDiff.asJson(before, after, FLAGS);
    }
}
