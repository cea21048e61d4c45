// SPDX-License-Identifier: Apache-2.0
package org.annals.system;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Writes records to annals.events, past ingest, that no well-behaved publisher would write, among some that are as they
 * should be. What it writes depends on its seed alone.
 */
final class HostilePublisher implements AutoCloseable {

    /** What is wrong with a record. */
    enum Kind {
        GARBAGE,
        NULLS,
        BAD_HEADERS,
        HUGE_GARBAGE,
        HUGE_ZIPPED,
        REUSED_ID_OF_A_PENDING_CORRECTION,
        LONE_SURROGATE,
        LARGE_INTEGER,
        STRANGE_DATE,
        ABORTED,
        NOTHING
    }

    private static final String TOPIC = "annals.events";
    private static final Duration PAUSE = Duration.ofMillis(150);
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);
    private static final int MEGABYTE = 1024 * 1024;

    /** So many that they are in all partitions. */
    private static final int TIMELINES = 30;

    private static final List<String> STRANGE_DATES = List.of(
            "-0004-02-29",
            "-4712",
            "-4711-01-01",
            "Y-99999",
            "Y294277",
            "9999-12-31",
            "0000",
            "-9999/9999",
            "XXXX",
            "",
            "../..");

    private final List<String> victims;
    private final List<String> timelines;
    private final SplittableRandom random;
    private final Map<String, Object> settings;
    private final KafkaProducer<byte[], byte[]> producer;
    private final Map<Kind, Integer> written = new EnumMap<>(Kind.class);
    private final Map<String, Set<String>> kept = new HashMap<>();
    private final Set<String> aborted = new HashSet<>();
    private final Thread thread = new Thread(this::run, "hostile-publisher");
    private volatile boolean stopping;
    private int number;

    /**
     * Writes beside those who publish well.
     *
     * @param victims timelines whose partitions get some of it, too
     */
    HostilePublisher(String bootstrapServers, List<String> victims, long seed) {
        this.victims = victims;
        this.random = new SplittableRandom(seed);
        String run = "hostile-" + UUID.randomUUID().toString().substring(0, 8);
        timelines = IntStream.range(0, TIMELINES).mapToObj(i -> run + "-" + i).toList();
        settings = Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "acks",
                "all",
                "compression.type",
                "gzip",
                "max.request.size",
                8 * MEGABYTE,
                "transaction.timeout.ms",
                10_000);
        producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    HostilePublisher start() {
        thread.start();
        return this;
    }

    /** How many of each kind were written. */
    String summary() {
        return "hostile records " + written;
    }

    @Override
    public void close() throws InterruptedException {
        stopping = true;
        thread.join();
        producer.close(CLOSE_LIMIT);
    }

    /** What is wrong with its own timelines: what was as it should be must be stored, what was aborted must not. */
    List<String> findings(Client client, Duration limit) throws IOException, InterruptedException {
        List<String> findings = new ArrayList<>();
        long deadline = System.nanoTime() + limit.toNanos();
        for (var timeline : kept.entrySet()) {
            Set<String> stored = stored(client, timeline.getKey());
            while (!stored.containsAll(timeline.getValue()) && System.nanoTime() < deadline) {
                Thread.sleep(200);
                stored = stored(client, timeline.getKey());
            }
            Set<String> lost = new HashSet<>(timeline.getValue());
            lost.removeAll(stored);
            if (!lost.isEmpty()) {
                findings.add("Not on " + timeline.getKey() + ": " + lost);
            }
            stored.retainAll(aborted);
            if (!stored.isEmpty()) {
                findings.add("Aborted, and on " + timeline.getKey() + ": " + stored);
            }
            JsonNode proof = client.get(Annals.TIMELINE, "/v1/timelines/" + timeline.getKey() + "/verify");
            if (!proof.path("intact").asBoolean()) {
                findings.add("The chain of " + timeline.getKey() + " does not hold: " + proof);
            }
        }
        return findings;
    }

    private static Set<String> stored(Client client, String timeline) throws IOException, InterruptedException {
        Set<String> ids = new HashSet<>();
        long last = 0;
        JsonNode page;
        do {
            page = client.get(Annals.TIMELINE, "/v1/timelines/" + timeline + "/changes?limit=100&after=" + last);
            for (JsonNode change : page.path("items")) {
                ids.add(change.at("/content/id").asText());
                last = change.get("sequence").asLong();
            }
        } while (page.has("next"));
        return ids;
    }

    private void run() {
        while (!stopping) {
            Kind kind = Kind.values()[random.nextInt(Kind.values().length)];
            try {
                write(kind);
                written.merge(kind, 1, Integer::sum);
            } catch (KafkaException | ExecutionException e) {
                // A broker is gone for a while: what is not confirmed is not expected, either.
                LockSupport.parkNanos(PAUSE.toNanos());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private void write(Kind kind) throws ExecutionException, InterruptedException {
        String timeline = any(timelines);
        String id = kind.name().toLowerCase(Locale.ROOT) + "-" + number++;
        switch (kind) {
            case GARBAGE -> send(new ProducerRecord<>(TOPIC, bytes(any(victims)), noise(200)));
            case NULLS -> {
                send(new ProducerRecord<>(TOPIC, null, null));
                send(new ProducerRecord<>(TOPIC, null, bytes("{}")));
                ProducerRecord<byte[], byte[]> nulls = event(any(victims), id, "{}");
                nulls.headers().add("ce_time", null).remove("ce_type");
                send(nulls);
            }
            case BAD_HEADERS -> {
                ProducerRecord<byte[], byte[]> event = event(timeline, id, data("Bad headers", "2022"));
                event.headers()
                        .add("ce_", noise(10))
                        .add("ce_time", bytes("tomorrow"))
                        .add("ce_corrects", new byte[] {0})
                        .add("ce_id", new byte[] {(byte) 0xff, (byte) 0xfe})
                        .add("traceparent", noise(55));
                send(event);
            }
            case HUGE_GARBAGE -> send(new ProducerRecord<>(TOPIC, bytes(any(victims)), noise(17 * MEGABYTE / 10)));
            case HUGE_ZIPPED -> send(event(timeline, id, data("a".repeat(3 * MEGABYTE), "2022")));
            case REUSED_ID_OF_A_PENDING_CORRECTION -> {
                for (String corrected : List.of("absent", "absent-too")) {
                    ProducerRecord<byte[], byte[]> correction = event(timeline, id, data("Corrected", "2022"));
                    correction.headers().add("ce_corrects", bytes(corrected + number));
                    send(correction);
                }
                send(event(timeline, id, data("An event of its own", "2022")));
            }
            case LONE_SURROGATE -> send(event(timeline, id, data("Half a \\ud83d character", "2022")));
            case LARGE_INTEGER ->
                send(event(
                        timeline,
                        id,
                        "{\"title\": \"Large\", \"occurred\": \"2022\", \"details\": {\"n\": "
                                + (9_007_199_254_740_992L + number) + "}}"));
            case STRANGE_DATE -> send(event(timeline, id, data("Some time", any(STRANGE_DATES))));
            case ABORTED -> abort(timeline, id);
            case NOTHING -> {
                send(event(timeline, id, data("As it should be", "2022-08-04")));
                kept.computeIfAbsent(timeline, absent -> new HashSet<>()).add(id);
                // Sent again, as after a lost confirmation.
                send(event(timeline, id, data("As it should be", "2022-08-04")));
            }
        }
    }

    private void abort(String timeline, String id) throws ExecutionException, InterruptedException {
        Map<String, Object> transactional = new HashMap<>(settings);
        transactional.put("transactional.id", timeline);
        aborted.add(id);
        try (KafkaProducer<byte[], byte[]> writer =
                new KafkaProducer<>(transactional, new ByteArraySerializer(), new ByteArraySerializer())) {
            writer.initTransactions();
            writer.beginTransaction();
            writer.send(event(timeline, id, data("Taken back", "2022"))).get();
            writer.abortTransaction();
        }
    }

    private void send(ProducerRecord<byte[], byte[]> message) throws ExecutionException, InterruptedException {
        producer.send(message).get();
    }

    private static ProducerRecord<byte[], byte[]> event(String timeline, String id, String data) {
        ProducerRecord<byte[], byte[]> event = new ProducerRecord<>(TOPIC, bytes(timeline), bytes(data));
        Map.of(
                        "content-type", "application/json",
                        "ce_specversion", "1.0",
                        "ce_id", id,
                        "ce_source", "/hostile",
                        "ce_type", "report.issued",
                        "ce_subject", timeline)
                .forEach((name, value) -> event.headers().add(name, bytes(value)));
        return event;
    }

    private static String data(String title, String occurred) {
        return "{\"title\": \"" + title + "\", \"occurred\": \"" + occurred + "\"}";
    }

    private byte[] noise(int length) {
        byte[] noise = new byte[length];
        random.nextBytes(noise);
        return noise;
    }

    private String any(List<String> those) {
        return those.get(random.nextInt(those.size()));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
