package org.annals.ingest.json;

import jakarta.ws.rs.core.Response.Status;
import java.io.IOException;
import java.io.InputStream;
import org.annals.ingest.problem.Problem;
import org.annals.ingest.problem.ProblemException;

/** The body of a request, read no further than its limit. */
public final class Body {

    private Body() {}

    /**
     * Reads all of a body.
     *
     * @throws ProblemException where it is longer than that
     */
    public static byte[] read(InputStream body, long maxBytes) throws IOException {
        byte[] bytes = body.readNBytes((int) maxBytes + 1);
        if (bytes.length > maxBytes) {
            throw new ProblemException(new Problem(
                    Status.REQUEST_ENTITY_TOO_LARGE,
                    "request-too-large",
                    "The request has more than " + maxBytes + " bytes; send several smaller ones."));
        }
        return bytes;
    }
}
