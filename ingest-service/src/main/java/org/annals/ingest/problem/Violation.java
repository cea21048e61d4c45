package org.annals.ingest.problem;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * One thing that is wrong with a request.
 *
 * @param index of the event in its batch, from 0; 0 for a single event
 * @param pointer to the value inside the event (RFC 6901)
 * @param value as it was sent, shortened; absent where it is missing
 * @param message what is allowed
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Violation(int index, String pointer, @Nullable String value, String message) {}
