package org.annals.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.core.message.MessageWriter;
import io.cloudevents.http.HttpMessageFactory;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.annals.local.InfrastructureTestResource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The official CloudEvents SDK publishes. It writes no batches. */
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
    void publishes_by_the_writer_of_the_sdk(boolean isBinary) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://localhost:" + RestAssured.port + "/v1/events"));
        AtomicReference<byte[]> body = new AtomicReference<>();

        write(HttpMessageFactory.createWriter(request::header, body::set), isBinary);
        var answer = HttpClient.newHttpClient()
                .send(request.POST(BodyPublishers.ofByteArray(body.get())).build(), BodyHandlers.ofString());

        assertEquals(202, answer.statusCode(), answer.body());
        assertPublished();
    }

    private void write(MessageWriter<?, ?> writer, boolean isBinary) {
        if (isBinary) {
            writer.writeBinary(event);
        } else {
            writer.writeStructured(event, Front.STRUCTURED);
        }
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
