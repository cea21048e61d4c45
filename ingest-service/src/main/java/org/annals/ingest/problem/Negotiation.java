// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.problem;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response.Status;
import org.annals.ingest.http.Accept;

/** Whether who asks takes the form in which is answered. The framework lets some requests pass that do not. */
public final class Negotiation {

    private Negotiation() {}

    /** Refuses a request that does not accept the media type in which it would be answered. */
    public static void accept(HttpHeaders headers, MediaType answer) {
        if (!Accept.of(headers).takes(answer)) {
            throw ProblemException.of(
                    Status.NOT_ACCEPTABLE,
                    "not-acceptable",
                    "The answer is " + answer + ", which the Accept header leaves out.");
        }
    }
}
