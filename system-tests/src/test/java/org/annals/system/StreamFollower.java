// SPDX-License-Identifier: Apache-2.0
package org.annals.system;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A reader of the stream of a timeline, who comes back from where it was whenever the stream ends, to whichever replica is
 * next: nothing may be missing or come twice.
 */
final class StreamFollower implements AutoCloseable {

    private static final String ID = "id: ";
    private static final String CHANGE = "event: change";
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final Client client;
    private final Ledger ledger;
    private final String timeline;
    private final List<String> servers;
    private final Thread thread = new Thread(this::run, "stream-follower");
    private volatile @Nullable InputStream stream;
    private volatile boolean stopping;
    private volatile long known;

    StreamFollower(Client client, Ledger ledger, String timeline, List<String> servers) {
        this.client = client;
        this.ledger = ledger;
        this.timeline = timeline;
        this.servers = servers;
    }

    StreamFollower start() {
        thread.start();
        return this;
    }

    String timeline() {
        return timeline;
    }

    /** The last change that came. */
    long known() {
        return known;
    }

    @Override
    public void close() throws IOException, InterruptedException {
        stopping = true;
        InputStream open = stream;
        if (open != null) {
            open.close();
        }
        thread.join();
    }

    private void run() {
        for (int turn = 0; !stopping; turn++) {
            try {
                follow(servers.get(turn % servers.size()));
            } catch (IOException e) {
                // The service is gone for a while, or we are done.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private void follow(String server) throws IOException, InterruptedException {
        try (InputStream answer = client.stream(server, "/v1/timelines/" + timeline + "/stream?after=" + known)) {
            stream = answer;
            if (stopping) {
                return;
            }
            BufferedReader lines = new BufferedReader(new InputStreamReader(answer, StandardCharsets.UTF_8));
            long id = known;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                // Heartbeats have one, too.
                if (line.startsWith(ID)) {
                    id = Long.parseLong(line.substring(ID.length()));
                } else if (line.equals(CHANGE)) {
                    received(id);
                }
            }
        } finally {
            stream = null;
        }
    }

    private void received(long sequence) {
        if (sequence != known + 1) {
            ledger.surprise("The stream of " + timeline + " told of change " + sequence + " after " + known);
        }
        known = sequence;
    }
}
