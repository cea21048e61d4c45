// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.imports;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.annals.ingest.problem.Problem;
import org.annals.ingest.problem.Violation;
import org.jspecify.annotations.Nullable;

/**
 * Outcome of the import of a file.
 *
 * @param format that it was read as
 * @param source of its events
 * @param dryRun whether nothing was published
 * @param pending whether some of it was not stored yet when this was answered
 * @param mapping of the fields of events to the columns of a table that has no layout of its own
 * @param notes about the file as a whole
 * @param missing events of this source that the timeline has and the file has not, at most 1000; absent where that says
 *     nothing (a feed shows only the latest), or the timeline has too many events of the source
 * @param missingCount how many events are missing
 * @param items of the file, in its order, at most as many as the configuration says
 * @param unlisted how many items follow on those that are listed
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Report(
        String timeline,
        String format,
        String source,
        boolean dryRun,
        boolean pending,
        int added,
        int corrected,
        int unchanged,
        int skipped,
        @Nullable Map<String, String> mapping,
        List<String> notes,
        @Nullable List<Missing> missing,
        @Nullable Integer missingCount,
        List<Entry> items,
        int unlisted) {

    /** Outcome of an item. */
    enum Action {
        @JsonProperty("added")
        ADDED,
        @JsonProperty("corrected")
        CORRECTED,
        @JsonProperty("unchanged")
        UNCHANGED,
        @JsonProperty("skipped")
        SKIPPED
    }

    /**
     * An item and its outcome.
     *
     * @param where it is in the file: its line, its number or a JSON pointer
     * @param eventId of the event that it is; absent where it was skipped
     * @param id of the message that was published, or would be; absent where there is none
     * @param reason why it was skipped
     * @param violations what about the event that it would be is wrong
     * @param notes what of it was left out or shortened
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    record Entry(
            String where,
            Action action,
            @Nullable UUID eventId,
            @Nullable String id,
            @Nullable String title,
            @Nullable String occurred,
            @Nullable String reason,
            List<Violation> violations,
            List<String> notes) {

        static Entry skipped(Item item, String reason, List<Violation> violations) {
            return new Entry(
                    item.where(),
                    Action.SKIPPED,
                    null,
                    null,
                    item.data().path("title").asText(null),
                    item.data().path("occurred").asText(item.time()),
                    reason,
                    violations,
                    List.of());
        }

        static Entry of(Item item, Action action, UUID eventId, @Nullable String id) {
            return new Entry(
                    item.where(),
                    action,
                    eventId,
                    id,
                    item.data().path("title").asText(),
                    item.data().path("occurred").asText(item.time()),
                    null,
                    List.of(),
                    item.notes());
        }
    }

    /** Returns the report without the items, which were told before. */
    Report withoutItems() {
        return new Report(
                timeline,
                format,
                source,
                dryRun,
                pending,
                added,
                corrected,
                unchanged,
                skipped,
                mapping,
                notes,
                missing,
                missingCount,
                List.of(),
                items.size() + unlisted);
    }

    /**
     * State of an import while it goes on.
     *
     * @param total number of items of the file
     */
    record Progress(int total, int added, int corrected, int unchanged, int skipped) {}

    /** Line of an answer that is given line by line; has one member. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Line(
            @Nullable Entry item,
            @Nullable Progress progress,
            @Nullable Report report,
            @Nullable Problem problem) {

        static Line of(Entry item) {
            return new Line(item, null, null, null);
        }

        static Line of(Progress progress) {
            return new Line(null, progress, null, null);
        }

        static Line of(Report report) {
            return new Line(null, null, report, null);
        }

        static Line of(Problem problem) {
            return new Line(null, null, null, problem);
        }
    }
}
