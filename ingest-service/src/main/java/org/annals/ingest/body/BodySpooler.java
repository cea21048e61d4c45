// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.body;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.function.Function;
import org.annals.ingest.problem.ProblemException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Reads bodies that are too large for memory into temporary files. */
@Singleton
public class BodySpooler {

    private static final Logger LOG = Logger.getLogger(BodySpooler.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private final Vertx vertx;
    private final ExecutorService workers;

    BodySpooler(Vertx vertx, ExecutorService workers) {
        this.vertx = vertx;
        this.workers = workers;
    }

    /**
     * Reads the body into a file and works on it, on a thread that may wait. The file is deleted when the work is
     * complete.
     *
     * @return the result of the work; or a {@link ProblemException} where the body is longer than allowed, or does not
     *     come in whole within the limit
     */
    public <T> CompletionStage<T> read(
            HttpServerRequest request, long maxBytes, Duration limit, Function<SpooledBody, CompletionStage<T>> work) {
        SpooledArrival arrival = new SpooledArrival(maxBytes);
        arrival.start(request, limit);
        return arrival.whole.thenComposeAsync(
                body -> {
                    try {
                        return work.apply(body).whenComplete((done, failure) -> body.close());
                    } catch (RuntimeException e) {
                        body.close();
                        throw e;
                    }
                },
                workers);
    }

    /**
     * A body on its way into its file. Handlers run on the event loop, one chunk at a time; each chunk is written on a
     * thread that may wait while the request is paused.
     */
    private final class SpooledArrival {

        /** A client that goes on for so long is answered in the middle of it. */
        private static final long MAX_DROPPED_BYTES = 64L * 1024 * 1024;

        private final CompletableFuture<SpooledBody> whole = new CompletableFuture<>();
        private final long maxBytes;
        private @Nullable SpooledBody body;
        private @Nullable ContentDecoder decoder;
        private @Nullable ProblemException refusal;
        private long received;
        private long dropped;
        private long timer;

        SpooledArrival(long maxBytes) {
            this.maxBytes = maxBytes;
        }

        void start(HttpServerRequest request, Duration limit) {
            timer = vertx.setTimer(limit.toMillis(), late -> breakOff(tooSlow(limit)));
            try {
                decoder = ContentDecoder.of(request);
                body = new SpooledBody();
            } catch (ProblemException unknown) {
                refuse(unknown);
            } catch (IOException e) {
                refuse(noSpace(e));
            }
            String announced = request.getHeader(HttpHeaders.CONTENT_LENGTH);
            if (announced != null && Long.parseLong(announced) > maxBytes) {
                refuse(tooLarge());
            }
            request.handler(chunk -> arrived(request, chunk))
                    .endHandler(end -> finish())
                    .exceptionHandler(failure ->
                            breakOff(ProblemException.badRequest("incomplete-request", "The body ended early.")));
            request.resume();
        }

        private void arrived(HttpServerRequest request, Buffer chunk) {
            ContentDecoder decoding = decoder;
            SpooledBody file = body;
            if (refusal != null || decoding == null || file == null) {
                dropped += chunk.length();
                if (dropped > MAX_DROPPED_BYTES) {
                    finish();
                }
                return;
            }
            received += chunk.length();
            if (received > maxBytes) {
                refuse(tooLarge());
                return;
            }
            request.pause();
            vertx.<Void>executeBlocking(() -> {
                        decoding.decode(chunk, decoded -> append(file, decoded));
                        return null;
                    })
                    .onComplete(done -> {
                        if (done.failed()) {
                            refuse(problem(done.cause()));
                        }
                        request.resume();
                    });
        }

        private void append(SpooledBody file, Buffer decoded) {
            if (file.length() + decoded.length() > maxBytes) {
                throw tooLarge();
            }
            try {
                file.append(decoded);
            } catch (IOException e) {
                throw noSpace(e);
            }
        }

        private void refuse(ProblemException reason) {
            if (refusal == null) {
                refusal = reason;
            }
            closeAll();
        }

        private void closeAll() {
            if (decoder != null) {
                decoder.close();
                decoder = null;
            }
            if (body != null) {
                body.close();
                body = null;
            }
        }

        private void breakOff(ProblemException reason) {
            if (!whole.isDone()) {
                refuse(reason);
                finish();
            }
        }

        private void finish() {
            vertx.cancelTimer(timer);
            if (refusal == null && decoder != null && body != null) {
                try {
                    decoder.end();
                    decoder.close();
                    body.finish();
                    whole.complete(body);
                    return;
                } catch (ProblemException reason) {
                    refuse(reason);
                } catch (IOException e) {
                    refuse(noSpace(e));
                }
            }
            whole.completeExceptionally(
                    refusal == null
                            ? ProblemException.badRequest("incomplete-request", "The body ended early.")
                            : refusal);
        }

        private static ProblemException problem(Throwable failure) {
            return failure instanceof ProblemException reason
                    ? reason
                    : noSpace(failure instanceof IOException e ? e : new IOException(failure));
        }

        private ProblemException tooLarge() {
            return ProblemException.tooLarge(
                    "request-too-large",
                    "A file may have at most " + maxBytes + " bytes, without its compression; import it in parts.");
        }

        private static ProblemException tooSlow(Duration limit) {
            return ProblemException.tooSlow(
                    "request-too-slow",
                    "A file must come in whole within " + limit.toSeconds() + " s; import it in parts.");
        }

        private static ProblemException noSpace(IOException e) {
            LOG.errorf("File not kept [reason=%s]", new UncheckedIOException(e).getMessage());
            return ProblemException.unavailable(
                    "no-room-for-files", "There is no room for the file here now. Send it again later.", RETRY_AFTER);
        }
    }
}
