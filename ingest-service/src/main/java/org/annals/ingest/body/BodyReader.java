// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.body;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.annals.ingest.problem.ProblemException;

/** Reads bodies of requests as long as there is room for them. */
@Startup
@Singleton
public class BodyReader {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    /** Is read and checked within a fraction of a millisecond. */
    private static final int SMALL_BYTES = 8 * 1024;

    private final Vertx vertx;
    private final ExecutorService workers;
    private final long maxMillis;
    private final Semaphore room;
    private final DistributionSummary received;

    BodyReader(Vertx vertx, ExecutorService workers, BodyConfig config, MeterRegistry registry) {
        this.vertx = vertx;
        this.workers = workers;
        maxMillis = config.maxDuration().toMillis();
        int all = Math.toIntExact(config.maxInFlight().asLongValue());
        room = new Semaphore(all);
        received = DistributionSummary.builder("annals.requests")
                .description("What the bodies of requests had, inflated")
                .baseUnit("bytes")
                .register(registry);
        registry.gauge("annals.requests.inflight.bytes", room, free -> all - free.availablePermits());
    }

    /**
     * Reads the body and works on it. It is read on the event loop, as it comes, so that a slow sender holds no thread;
     * the work is done on a thread that may wait. The body's room is given back when the work is complete.
     *
     * @return what the work makes of the body; or a {@link ProblemException} where the body is longer than allowed, does
     *     not come in whole, or there is no room for it now
     */
    public <T> CompletionStage<T> read(
            HttpServerRequest request, int maxBytes, Function<Body, CompletionStage<T>> work) {
        return arriving(request, maxBytes).thenComposeAsync(body -> done(body, work), workers);
    }

    /**
     * The same for work that does not wait and takes no longer than the body is long: on a small body it is done at once,
     * on the event loop. Handing it to another thread would cost more than the work.
     */
    public <T> CompletionStage<T> readQuick(
            HttpServerRequest request, int maxBytes, Function<Body, CompletionStage<T>> work) {
        return arriving(request, maxBytes)
                .thenCompose(body -> body.length() <= SMALL_BYTES
                        ? done(body, work)
                        : CompletableFuture.completedFuture(body)
                                .thenComposeAsync(large -> done(large, work), workers));
    }

    private CompletableFuture<Body> arriving(HttpServerRequest request, int maxBytes) {
        Arrival arrival = new Arrival(vertx, new Body(this), maxBytes);
        arrival.start(request, maxMillis);
        return arrival.whole();
    }

    private <T> CompletionStage<T> done(Body body, Function<Body, CompletionStage<T>> work) {
        received.record(body.length());
        try {
            return work.apply(body).whenComplete((result, failure) -> body.close());
        } catch (RuntimeException e) {
            body.close();
            throw e;
        }
    }

    void take(int bytes) {
        if (!room.tryAcquire(bytes)) {
            throw ProblemException.unavailable(
                    "overloaded",
                    "More is being published than the broker takes now. Send the same again in a moment.",
                    RETRY_AFTER);
        }
    }

    void giveBack(int bytes) {
        room.release(bytes);
    }
}
