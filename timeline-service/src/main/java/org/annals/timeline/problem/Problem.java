// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.problem;

import jakarta.ws.rs.core.Response;

/**
 * An error answer in the form of RFC 9457.
 *
 * @param code stable, for programs: {@code type} is the same as a URI
 * @param detail what was wrong, where, and what to do
 */
public record Problem(String type, String title, int status, String code, String detail) {

    public static final String MEDIA_TYPE = "application/problem+json";

    public Problem(Response.StatusType status, String code, String detail) {
        this("urn:annals:problem:" + code, status.getReasonPhrase(), status.getStatusCode(), code, detail);
    }
}
