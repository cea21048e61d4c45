// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.core.message.MessageWriter;
import io.cloudevents.http.HttpMessageFactory;
import io.cloudevents.http.vertx.VertxMessageFactory;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.annals.local.InfrastructureTestResource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The official CloudEvents SDK publishes, by both of its bindings to HTTP clients. It writes no batches. */
@QuarkusTest
@WithTestResource(InfrastructureTestResource.class)
class SdkTest {

    private static final String DATA = "{\"occurred\":\"2022-08-04\",\"title\":\"A report was issued\"}";

    private final String timeline = "story-" + UUID.randomUUID();
    private final CloudEvent event = CloudEventBuilder.v1()
            .withId("by-the-sdk")
            .withSource(URI.create("/desk/kyiv"))
            .withType("report.issued")
            .withSubject(timeline)
            .withTime(OffsetDateTime.parse("2022-08-04T09:30:00+03:00"))
            .withDataSchema(URI.create("https://example.org/report"))
            .withExtension("newsroom", "kyiv")
            .withExtension("backfill", true)
            .withExtension("number", -7)
            .withData("application/json", DATA.getBytes(StandardCharsets.UTF_8))
            .build();

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void publishes_by_the_client_of_vertx(boolean isBinary) throws Exception {
        Vertx vertx = Vertx.vertx();
        var request = WebClient.create(vertx).postAbs(url());

        Future<HttpResponse<Buffer>> sent = write(VertxMessageFactory.createWriter(request), isBinary);
        HttpResponse<Buffer> answer =
                sent.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);

        assertEquals(202, answer.statusCode(), answer.bodyAsString());
        assertPublished();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void publishes_by_any_client_that_takes_headers_and_a_body(boolean isBinary) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url()));
        AtomicReference<byte[]> body = new AtomicReference<>();

        var unused = write(HttpMessageFactory.createWriter(request::header, body::set), isBinary);
        var answer = HttpClient.newHttpClient()
                .send(request.POST(BodyPublishers.ofByteArray(body.get())).build(), BodyHandlers.ofString());

        assertEquals(202, answer.statusCode(), answer.body());
        assertPublished();
    }

    private static String url() {
        return "http://localhost:" + RestAssured.port + "/v1/events";
    }

    private <T> T write(MessageWriter<?, T> writer, boolean isBinary) {
        return isBinary ? writer.writeBinary(event) : writer.writeStructured(event, Front.STRUCTURED);
    }

    private void assertPublished() {
        JsonNode message = Topic.messages(timeline).get(0);
        JsonNode headers = message.get("headers");
        assertEquals("by-the-sdk", headers.path("ce_id").asText());
        assertEquals("2022-08-04T09:30:00+03:00", headers.path("ce_time").asText());
        assertEquals("https://example.org/report", headers.path("ce_dataschema").asText());
        assertEquals("kyiv", headers.path("ce_newsroom").asText());
        assertEquals("true", headers.path("ce_backfill").asText());
        assertEquals("-7", headers.path("ce_number").asText());
        assertEquals(DATA, message.get("value").toString());
    }
}
