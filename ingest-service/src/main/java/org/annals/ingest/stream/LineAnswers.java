// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.stream;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import jakarta.inject.Singleton;
import java.io.UncheckedIOException;
import java.util.UUID;
import org.annals.ingest.event.NewEvent;
import org.annals.ingest.problem.Problem;
import org.annals.ingest.problem.Problems;
import org.jspecify.annotations.Nullable;

/** Writes what a line is answered with. */
@Singleton
class LineAnswers {

    private static final int ACCEPTED = 202;

    /**
     * The answer to a line that was published.
     *
     * @param line its number, from 1, empty lines not counted
     * @param eventId by which the event is found in the timeline
     */
    record Accepted(long line, int status, UUID eventId, String timeline, String source, String id) {}

    /**
     * The answer to a line that was not.
     *
     * @param line its number; absent where the stream as a whole ends here
     */
    record Refused(
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Long line,

            @JsonUnwrapped Problem problem) {}

    private final ObjectWriter accepted;
    private final ObjectWriter refused;
    private final Problems problems;

    LineAnswers(ObjectMapper mapper, Problems problems) {
        accepted = mapper.writerFor(Accepted.class);
        refused = mapper.writerFor(Refused.class);
        this.problems = problems;
    }

    byte[] accepted(Line line, NewEvent event) {
        return written(
                accepted,
                new Accepted(line.number(), ACCEPTED, event.eventId(), event.timeline(), event.source(), event.id()));
    }

    byte[] refused(Line line, Throwable failure) {
        return written(refused, new Refused(line.number(), problems.ofLine(failure)));
    }

    /** The last word of a stream that is broken off. */
    byte[] brokenOff(Throwable reason) {
        return written(refused, new Refused(null, problems.ofLine(reason)));
    }

    private static byte[] written(ObjectWriter writer, Object answer) {
        try {
            return writer.writeValueAsBytes(answer);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
