// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.problem;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * An error answer in the form of RFC 9457.
 *
 * @param code stable, for programs: {@code type} is the same as a URI
 * @param detail what was wrong, where, and what to do
 * @param violations everything that is wrong with the body; absent when the problem is none of the body's
 */
public record Problem(
        String type,
        String title,
        int status,
        String code,
        String detail,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Violation> violations) {

    public static final String MEDIA_TYPE = "application/problem+json";

    public Problem {
        detail = printable(detail);
    }

    public Problem(Response.StatusType status, String code, String detail, List<Violation> violations) {
        this("urn:annals:problem:" + code, status.getReasonPhrase(), status.getStatusCode(), code, detail, violations);
    }

    public Problem(Response.StatusType status, String code, String detail) {
        this(status, code, detail, List.of());
    }

    /** What a publisher sent may hold half a character, which can't be sent back: it becomes a question mark. */
    static String printable(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }
}
