// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.Context;
import java.time.Duration;
import java.util.function.BiConsumer;
import org.annals.timeline.change.Arrivals;
import org.annals.timeline.search.EventQuery;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.spi.ServerHttpResponse;
import org.jspecify.annotations.Nullable;

/**
 * One open stream. It holds the place that its reader has come to and at most one page, which it shares with others:
 * while the connection takes nothing, nothing is read. All that happens to it happens on the connection's event loop,
 * one after the other.
 */
final class EventStream {

    private static final Logger LOG = Logger.getLogger(EventStream.class);
    private static final long RETRY_DELAY_MS = 1_000;

    /** For a reader that may still come to the reason why it is dropped. */
    private static final long CLOSE_DELAY_MS = 5_000;

    /** Why streams end, as metrics count them. */
    private static final String LEFT = "left";

    private static final String ENDED = "ended";
    private static final String SLOW = "slow";

    private final EventQuery query;
    private final StreamPages pages;
    private final StreamConfig config;
    private final ServerHttpResponse response;
    private final Context context;
    private final BiConsumer<EventStream, String> onClose;

    private String place;
    private long arrival;
    private long arrivalRead = -1;
    private boolean reading;
    private boolean closed;
    private @Nullable StreamPage page;
    private int next;
    private long stalls;
    private boolean stalled;
    private Arrivals.@Nullable Listening listening;

    EventStream(
            EventQuery query,
            String place,
            StreamPages pages,
            StreamConfig config,
            ServerHttpResponse response,
            Context context,
            BiConsumer<EventStream, String> onClose) {
        this.query = query;
        this.place = place;
        this.pages = pages;
        this.config = config;
        this.response = response;
        this.context = context;
        this.onClose = onClose;
    }

    /**
     * Begins to send: what is stored after the place, then what arrives.
     *
     * @param limit after which its reader has to come again, with another token; null for none
     */
    void open(Arrivals arrivals, @Nullable Duration limit) {
        onLoop(() -> {
            if (limit != null) {
                context.owner().setTimer(Math.max(1, limit.toMillis()), timer -> end());
            }
            response.addCloseHandler(() -> onLoop(() -> close(LEFT)));
            response.addDrainHandler(() -> onLoop(this::drained));
            // A connection that is gone by now tells no handler.
            if (response.closed()) {
                close(LEFT);
                return;
            }
            write("retry: " + config.retry().toMillis() + "\nid: " + place + "\n\n");
            listening = arrivals.listen(query.timeline(), number -> onLoop(() -> arrived(number)));
            arrived(arrivals.latest());
        });
    }

    /** Says that the stream is alive, and where it is: past what its filters left out. */
    void heartbeat() {
        onLoop(() -> {
            if (page == null && !response.isWriteQueueFull()) {
                write(": heartbeat\nid: " + place + "\n\n");
            }
        });
    }

    /** Ends the stream in order; its reader asks another replica. */
    void end() {
        onLoop(() -> {
            close(ENDED);
            response.end();
        });
    }

    private void arrived(long number) {
        arrival = Math.max(arrival, number);
        readOn();
    }

    private void readOn() {
        if (reading || page != null || arrivalRead == arrival) {
            return;
        }
        reading = true;
        long upTo = arrival;
        var unused = pages.read(query, place, upTo)
                .whenComplete((read, failure) -> onLoop(() -> readUpTo(upTo, read, failure)));
    }

    private void readUpTo(long upTo, @Nullable StreamPage read, @Nullable Throwable failure) {
        reading = false;
        if (read == null) {
            LOG.debugf("Stream not read on, trying again [reason=%s]", failure);
            context.owner().setTimer(RETRY_DELAY_MS, timer -> onLoop(this::readOn));
            return;
        }
        if (read.gone()) {
            end();
            return;
        }
        arrivalRead = read.more() ? -1 : upTo;
        page = read;
        next = 0;
        send(read);
    }

    private void send(StreamPage current) {
        while (next < current.changes().size()) {
            if (response.isWriteQueueFull()) {
                stall();
                return;
            }
            StreamPage.Sent change = current.changes().get(next++);
            response.write(change.event());
            place = change.id();
        }
        place = current.end();
        page = null;
        readOn();
    }

    private void stall() {
        stalled = true;
        long stall = ++stalls;
        context.owner().setTimer(config.stallLimit().toMillis(), timer -> onLoop(() -> dropIfStillIn(stall)));
    }

    private void drained() {
        stalled = false;
        if (page != null) {
            send(page);
        }
    }

    private void dropIfStillIn(long stall) {
        if (!stalled || stall != stalls) {
            return;
        }
        LOG.infof("Stream dropped, its reader takes nothing [place=%s]", place);
        close(SLOW);
        response.write("""
                event: problem
                data: {"type":"urn:annals:problem:slow-reader","title":"Slow reader","status":408,"code":"slow-reader",\
                "detail":"Nothing was taken from this stream for %s s. Go on with the last id that came."}

                """.formatted(config.stallLimit().toSeconds()).getBytes(UTF_8), failure -> response.end());
        context.owner().setTimer(CLOSE_DELAY_MS, timer -> response.reset());
    }

    private void write(String text) {
        response.write(text.getBytes(UTF_8));
    }

    private void close(String reason) {
        closed = true;
        page = null;
        if (listening != null) {
            listening.close();
        }
        onClose.accept(this, reason);
    }

    private void onLoop(Runnable step) {
        context.runOnContext(nothing -> {
            if (!closed) {
                step.run();
            }
        });
    }
}
