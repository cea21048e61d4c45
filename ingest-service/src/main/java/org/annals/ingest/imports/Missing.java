package org.annals.ingest.imports;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An event of the timeline that has the file's source and is not in the file.
 *
 * @param id by which a retraction would name it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Missing(
        UUID eventId,
        String id,
        @Nullable String title,
        @Nullable String occurred) {

    static Missing of(JsonNode event) {
        return new Missing(
                UUID.fromString(event.path("eventId").asText()),
                event.path("id").asText(),
                event.at("/data/title").asText(null),
                event.at("/data/occurred").asText(event.path("earliest").asText(null)));
    }
}
