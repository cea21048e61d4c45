// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest;

import static io.restassured.RestAssured.given;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.restassured.response.ValidatableResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;

/** What a publisher sends to the service. */
final class Front {

    static final String STRUCTURED = "application/cloudevents+json";
    static final String BATCHED = "application/cloudevents-batch+json";
    static final ObjectMapper MAPPER = new ObjectMapper();

    private Front() {}

    static ObjectNode event(String timeline, String id) {
        ObjectNode event = MAPPER.createObjectNode();
        event.put("specversion", "1.0").put("id", id).put("source", "/desk/kyiv");
        event.put("type", "report.issued").put("subject", timeline);
        event.putObject("data").put("occurred", "2022-08-04").put("title", "A report was issued");
        return event;
    }

    static ValidatableResponse post(String contentType, String body) {
        return post(contentType, body.getBytes(StandardCharsets.UTF_8));
    }

    static ValidatableResponse post(String contentType, byte[] body) {
        return given().contentType(contentType).body(body).post("/v1/events").then();
    }

    static byte[] gzip(String text) {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return zipped.toByteArray();
    }

    /** The value of a metric; empty where there is none of the name. */
    static String metric(String name) {
        return Management.get("/metrics")
                .asString()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .map(line -> line.substring(name.length() + 1))
                .findFirst()
                .orElse("");
    }
}
