// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.subscription;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response.Status;
import java.io.IOException;
import java.io.InputStream;
import org.annals.notification.problem.Problem;
import org.annals.notification.problem.ProblemException;

/** Reads the bodies of requests, strictly, and no longer ones than anybody needs. */
@ApplicationScoped
public class JsonBody {

    private final ObjectReader reader;
    private final int maxBytes;

    JsonBody(ObjectMapper mapper, SubscriptionConfig config) {
        this.reader = mapper.reader()
                .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .with(StreamReadFeature.STRICT_DUPLICATE_DETECTION);
        this.maxBytes = config.maxBodyBytes();
    }

    /** A missing node, when the body is empty. */
    public JsonNode read(InputStream body) throws IOException {
        byte[] bytes = body.readNBytes(maxBytes + 1);
        if (bytes.length > maxBytes) {
            throw new ProblemException(new Problem(
                    Status.REQUEST_ENTITY_TOO_LARGE, "body-too-large", "A body has at most " + maxBytes + " bytes."));
        }
        try {
            return reader.readTree(bytes);
        } catch (JsonProcessingException e) {
            throw ProblemException.badRequest("invalid-json", "The body is not JSON: " + e.getOriginalMessage());
        }
    }
}
