// SPDX-License-Identifier: Apache-2.0
package org.annals.system;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** A reader who asks for what comes after the last change it knows, all the time: nothing may be missing or change. */
final class Follower implements AutoCloseable {

    private static final Duration PAUSE = Duration.ofMillis(100);

    private final Client client;
    private final Ledger ledger;
    private final List<String> timelines;
    private final List<String> servers;
    private final Map<String, Long> known = new HashMap<>();
    private final Thread thread = new Thread(this::run, "follower");
    private volatile boolean stopping;
    private int turn;

    Follower(Client client, Ledger ledger, List<String> timelines, List<String> servers) {
        this.client = client;
        this.ledger = ledger;
        this.timelines = timelines;
        this.servers = servers;
    }

    Follower start() {
        thread.start();
        return this;
    }

    @Override
    public void close() throws InterruptedException {
        stopping = true;
        thread.join();
    }

    private void run() {
        while (!stopping) {
            for (String timeline : timelines) {
                follow(timeline);
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private void follow(String timeline) {
        long after = known.getOrDefault(timeline, 0L);
        try {
            JsonNode page = client.get(
                    servers.get(turn++ % servers.size()),
                    "/v1/timelines/" + timeline + "/changes?limit=200&after=" + after);
            // Absent while the timeline is not there, or its database isn't.
            for (JsonNode change : page.path("items")) {
                long sequence = change.get("sequence").asLong();
                if (sequence != after + 1) {
                    ledger.surprise("A reader of " + timeline + " got change " + sequence + " after " + after);
                }
                after = sequence;
            }
            known.put(timeline, after);
        } catch (IOException e) {
            // The service is gone for a while.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stopping = true;
        }
    }
}
