package org.annals.system;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** From the publisher's request to the timeline and to the subscriber, with nothing lost and nothing twice. */
class WholeWayIT {

    private static final String BATCHED = "application/cloudevents-batch+json";
    private static final String SECRET = "whsec_c2VjcmV0LW9mLXRoZS1zeXN0ZW0tdGVzdHMh";

    /** Far more than it takes, so that a machine busy with other work does not fail the test. */
    private static final Duration ALERT_LIMIT = Duration.ofSeconds(90);

    private static final int BATCHES = 100;
    private static final int BATCH_SIZE = 10;
    private static final int EVENTS = BATCHES * BATCH_SIZE;

    private static Annals annals;
    private static Client client;

    @RegisterExtension
    static final AfterTestExecutionCallback LOGS_OF_A_FAILURE = context -> {
        if (context.getExecutionException().isPresent()) {
            annals.lastLogLines(40).forEach(System.out::println);
        }
    };

    private final String timeline = "story-" + UUID.randomUUID();
    private Receiver receiver;

    @BeforeAll
    static void start() throws Exception {
        annals = Annals.start(Files.createTempDirectory(Path.of("target"), "annals"), Map.of());
        annals.startServices();
        client = new Client(annals);
    }

    @AfterAll
    static void stop() throws Exception {
        annals.close();
    }

    @BeforeEach
    void subscribe() throws Exception {
        receiver = new Receiver(SECRET);
        String subscription = """
                {"sink": "%s", "protocol": "HTTP", "timelines": ["%s"], "protocolsettings": {"secret": "%s"}}
                """.formatted(receiver.url(), timeline, SECRET);
        HttpResponse<String> answer =
                client.post(Annals.NOTIFICATION, "/v1/subscriptions", "application/json", subscription);
        assertEquals(201, answer.statusCode(), answer.body());
    }

    @AfterEach
    void close() {
        receiver.close();
    }

    @Test
    void mail_is_refused_where_nobody_has_configured_it() throws Exception {
        String subscription = "{\"sink\": \"mailto:desk@example.org\", \"protocol\": \"EMAIL\"}";

        HttpResponse<String> answer =
                client.post(Annals.NOTIFICATION, "/v1/subscriptions", "application/json", subscription);

        assertEquals(400, answer.statusCode(), answer.body());
        assertEquals(
                "email-not-configured",
                new ObjectMapper().readTree(answer.body()).at("/code").asText());
    }

    @Test
    void an_accepted_event_can_be_read_and_alerts_its_subscriber() throws Exception {
        HttpResponse<String> answer = client.post(Annals.INGEST, "/v1/events", BATCHED, "[" + event("one") + "]");
        long answered = System.nanoTime();

        assertEquals(202, answer.statusCode(), answer.body());
        Awaitility.await().atMost(ALERT_LIMIT).until(() -> receiver.alerted().containsKey("one"));
        Duration taken = Duration.ofNanos(requireNonNull(receiver.alerted().get("one")) - answered);
        System.out.println("From the answer to the alert [ms=" + taken.toMillis() + "]");
        String eventId = new ObjectMapper()
                .readTree(answer.body())
                .at("/accepted/0/eventId")
                .asText();
        assertEquals(
                "one",
                client.get(Annals.TIMELINE, "/v1/events/" + eventId).get("id").asText());
        assertEquals(List.of(), List.copyOf(receiver.failures()));
    }

    @Test
    void an_import_again_adds_nothing_and_an_edited_item_becomes_a_correction() throws Exception {
        JsonNode first = importRows("It is closed.");
        JsonNode again = importRows("It is closed.");
        JsonNode edited = importRows("It is open.");
        JsonNode editedBack = importRows("It is closed.");
        JsonNode last = importRows("It is closed.");

        assertEquals(2, first.get("added").asInt(), first.toString());
        assertEquals(2, again.get("unchanged").asInt(), again.toString());
        assertEquals(1, edited.get("corrected").asInt(), edited.toString());
        assertEquals(1, editedBack.get("corrected").asInt(), editedBack.toString());
        assertEquals(2, last.get("unchanged").asInt(), last.toString());
        JsonNode event = client.get(
                Annals.TIMELINE, "/v1/events/" + first.at("/items/0/eventId").asText());
        assertEquals(3, event.get("revision").asInt());
        assertEquals("It is closed.", event.at("/data/summary").asText());
        assertEquals(
                4,
                client.get(Annals.TIMELINE, "/v1/timelines/" + timeline)
                        .get("sequence")
                        .asInt());
    }

    private JsonNode importRows(String text) throws Exception {
        HttpResponse<String> answer = client.post(
                Annals.INGEST,
                "/v1/timelines/" + timeline + "/imports",
                "text/csv",
                "Year,Headline,Text\n2022,The bridge," + text + "\n2023,The ferry,\n");
        assertEquals(2, answer.statusCode() / 100, answer.body());
        return new ObjectMapper().readTree(answer.body());
    }

    @ParameterizedTest
    @ValueSource(strings = {Annals.INGEST, Annals.TIMELINE, Annals.NOTIFICATION})
    void loses_and_repeats_nothing_when_a_service_is_killed(String service) throws Exception {
        AtomicInteger posted = new AtomicInteger();
        CompletableFuture<Void> publisher = CompletableFuture.runAsync(() -> publishAll(posted));

        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> posted.get() > BATCHES / 3);
        annals.kill(service);
        assertTrue(posted.get() < BATCHES, "killed while events are being posted");
        annals.start(service);
        publisher.join();

        Awaitility.await()
                .atMost(ALERT_LIMIT)
                .ignoreExceptions()
                .until(() -> client.get(Annals.TIMELINE, "/v1/timelines/" + timeline)
                                .get("sequence")
                                .asInt()
                        == EVENTS);
        List<String> stored = storedIds();
        assertEquals(EVENTS, stored.size());
        assertEquals(published(), new HashSet<>(stored));
        Awaitility.await()
                .atMost(ALERT_LIMIT)
                .untilAsserted(
                        () -> assertEquals(published(), receiver.alerted().keySet()));
        assertEquals(List.of(), List.copyOf(receiver.failures()));
    }

    /** Posts all events, and the same again whenever it is not answered with 202, as a publisher is told to. */
    private void publishAll(AtomicInteger posted) {
        for (int batch = 0; batch < BATCHES; batch++) {
            List<String> events = new ArrayList<>();
            for (int i = 0; i < BATCH_SIZE; i++) {
                events.add(event("event-" + (batch * BATCH_SIZE + i)));
            }
            String body = "[" + String.join(",", events) + "]";
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> isAccepted(body));
            posted.incrementAndGet();
        }
    }

    private static boolean isAccepted(String body) throws InterruptedException {
        try {
            return client.post(Annals.INGEST, "/v1/events", BATCHED, body).statusCode() == 202;
        } catch (IOException e) {
            // The service is gone: what was not answered is posted again.
            return false;
        }
    }

    private Set<String> published() {
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < EVENTS; i++) {
            ids.add("event-" + i);
        }
        return ids;
    }

    /** The ids of all changes, whose sequences must have no gap. */
    private List<String> storedIds() throws Exception {
        List<String> ids = new ArrayList<>();
        JsonNode next = null;
        do {
            long after = next == null ? 0 : next.asLong();
            JsonNode page =
                    client.get(Annals.TIMELINE, "/v1/timelines/" + timeline + "/changes?limit=500&after=" + after);
            for (JsonNode change : page.get("items")) {
                ids.add(change.at("/content/id").asText());
                assertEquals(ids.size(), change.get("sequence").asInt());
            }
            next = page.get("next");
        } while (next != null);
        return ids;
    }

    private String event(String id) {
        return """
                {"specversion": "1.0", "id": "%s", "source": "/desk/kyiv", "type": "report.issued", "subject": "%s",
                 "data": {"occurred": "2022-08-04", "title": "A report was issued"}}
                """.formatted(id, timeline);
    }
}
