// SPDX-License-Identifier: Apache-2.0
package org.annals.system;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;

/**
 * Posts events, corrections and retractions all the time, and the same again whenever they are not answered with 202, as
 * publishers are told to. What it posts depends on its seed alone.
 */
final class Publisher implements AutoCloseable {

    private static final String BATCHED = "application/cloudevents-batch+json";
    private static final int LARGEST_BATCH = 10;
    private static final Duration PAUSE = Duration.ofMillis(80);
    private static final Duration RETRY_PAUSE = Duration.ofMillis(100);
    private static final Duration GIVE_UP = Duration.ofMinutes(3);
    private static final String[] TYPES = {"report.issued", "director.resigned", "statement.made"};

    private final Client client;
    private final Ledger ledger;
    private final List<String> timelines;
    private final List<String> servers;
    private final SplittableRandom random;
    private final Thread thread = new Thread(this::run, "publisher");

    /** Of each timeline, the events that can still be revised, by id with their type. */
    private final Map<String, List<String[]>> alive = new HashMap<>();

    private volatile boolean stopping;
    private volatile boolean hurried;
    private int number;

    /** Publishes to the timelines, through whichever of the servers answers. */
    Publisher(Client client, Ledger ledger, List<String> timelines, List<String> servers, long seed) {
        this.client = client;
        this.ledger = ledger;
        this.timelines = timelines;
        this.servers = servers;
        this.random = new SplittableRandom(seed);
    }

    Publisher start() {
        thread.start();
        return this;
    }

    /** Whether to post without a pause. */
    void hurry(boolean now) {
        hurried = now;
    }

    /** Ends when what was begun is acknowledged. */
    @Override
    public void close() throws InterruptedException {
        stopping = true;
        thread.join();
    }

    private void run() {
        while (!stopping) {
            publish();
            if (!hurried) {
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
    }

    private void publish() {
        String timeline = timelines.get(random.nextInt(timelines.size()));
        List<String> ids = new ArrayList<>();
        List<String> events = new ArrayList<>();
        int count = 1 + random.nextInt(LARGEST_BATCH);
        for (int i = 0; i < count; i++) {
            String id = "m" + number++;
            ids.add(id);
            events.add(next(timeline, id));
            ledger.posted(timeline, id);
        }
        if (untilAccepted("[" + String.join(",", events) + "]")) {
            ids.forEach(id -> ledger.acknowledged(timeline, id));
        }
    }

    private String next(String timeline, String id) {
        List<String[]> revisable = alive.computeIfAbsent(timeline, absent -> new ArrayList<>());
        int dice = random.nextInt(100);
        if (dice < 80 || revisable.isEmpty()) {
            String type = TYPES[random.nextInt(TYPES.length)];
            revisable.add(new String[] {id, type});
            return event(timeline, id, type, "", content());
        }
        int which = random.nextInt(revisable.size());
        String[] event = revisable.get(which);
        if (dice < 95) {
            return event(timeline, id, event[1], "\"corrects\": \"" + event[0] + "\",", content());
        }
        revisable.remove(which);
        return event(timeline, id, event[1], "\"retracts\": \"" + event[0] + "\",", "{\"reason\": \"It was not so\"}");
    }

    private String content() {
        return """
                {"occurred": "%d-%02d", "title": "Number %d happened", "tags": ["tag%d"]}""".formatted(
                        1990 + random.nextInt(30), 1 + random.nextInt(12), random.nextInt(1000), random.nextInt(5));
    }

    private static String event(String timeline, String id, String type, String revises, String data) {
        return """
                {"specversion": "1.0", "id": "%s", "source": "/desk", "type": "%s", "subject": "%s", %s "data": %s}""".formatted(id, type, timeline, revises, data);
    }

    private boolean untilAccepted(String body) {
        long deadline = System.nanoTime() + GIVE_UP.toNanos();
        for (int attempt = 0; System.nanoTime() < deadline; attempt++) {
            try {
                HttpResponse<String> answer =
                        client.post(servers.get(attempt % servers.size()), "/v1/events", BATCHED, body);
                if (answer.statusCode() == 202) {
                    return true;
                }
                if (answer.statusCode() != 503) {
                    ledger.surprise("Ingest answered " + answer.statusCode() + ": " + answer.body());
                }
            } catch (IOException e) {
                // The service is gone, or was killed before it answered.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
            LockSupport.parkNanos(RETRY_PAUSE.toNanos());
        }
        ledger.surprise("Nothing was accepted for " + GIVE_UP.toMinutes() + " minutes");
        return false;
    }
}
