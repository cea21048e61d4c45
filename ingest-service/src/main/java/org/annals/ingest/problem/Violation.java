// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.problem;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * One thing that is wrong with a body.
 *
 * @param index of the event in the request, from 0; absent where the body is no event
 * @param pointer where, as a JSON Pointer (RFC 6901) into the event; empty for the whole of it
 * @param value what was found there, shortened; absent where nothing was
 * @param message what is allowed
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Violation(
        @Nullable Integer index, String pointer, @Nullable String value, String message) {

    public Violation {
        pointer = Problem.printable(pointer);
        value = value == null ? null : Problem.printable(value);
        message = Problem.printable(message);
    }
}
