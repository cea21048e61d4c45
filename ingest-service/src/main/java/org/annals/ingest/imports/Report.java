package org.annals.ingest.imports;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.UUID;
import org.annals.ingest.problem.Violation;
import org.jspecify.annotations.Nullable;

/**
 * What became of a file.
 *
 * @param format that it was read as
 * @param source of its events
 * @param dryRun whether nothing was published
 * @param pending whether some of it was not stored yet when this was answered
 * @param missing what the timeline has of this source and the file has not; absent where that says nothing (a feed shows
 *     only the latest), or the timeline is too long to look it through
 * @param items all of the file, in its order
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
        @Nullable List<Missing> missing,
        List<Entry> items) {

    /** What is done with an item. */
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
     * What became of an item.
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

    static Report of(
            String timeline,
            Format format,
            String source,
            boolean dryRun,
            @Nullable List<Missing> missing,
            List<Entry> items) {
        return new Report(
                timeline,
                format.title(),
                source,
                dryRun,
                false,
                count(items, Action.ADDED),
                count(items, Action.CORRECTED),
                count(items, Action.UNCHANGED),
                count(items, Action.SKIPPED),
                missing,
                items);
    }

    Report withPending(boolean isPending) {
        return new Report(
                timeline, format, source, dryRun, isPending, added, corrected, unchanged, skipped, missing, items);
    }

    private static int count(List<Entry> items, Action action) {
        return (int) items.stream().filter(item -> item.action() == action).count();
    }
}
