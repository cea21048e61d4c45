// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.body;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.CompletableFuture;
import org.annals.ingest.problem.ProblemException;
import org.jspecify.annotations.Nullable;

/**
 * A body on its way in; all of it on the event loop of its connection. What comes after a refusal is read and dropped:
 * most clients look for the answer only when all is sent.
 */
final class Arrival {

    /** A client that goes on for so long is answered in the middle of it. */
    private static final long MAX_DROPPED_BYTES = 64L * 1024 * 1024;

    private static final long NO_TIMER = -1;

    private final CompletableFuture<Body> whole = new CompletableFuture<>();
    private final Vertx vertx;
    private final Body body;
    private final int maxBytes;
    private @Nullable ContentDecoder decoder;
    private @Nullable ProblemException refusal;
    private long received;
    private long dropped;
    private long timer = NO_TIMER;

    Arrival(Vertx vertx, Body body, int maxBytes) {
        this.vertx = vertx;
        this.body = body;
        this.maxBytes = maxBytes;
    }

    CompletableFuture<Body> whole() {
        return whole;
    }

    void start(HttpServerRequest request, long maxMillis) {
        try {
            decoder = ContentDecoder.of(request);
        } catch (ProblemException unknown) {
            refuse(unknown);
        }
        if (announced(request) > maxBytes) {
            refuse(tooLarge());
        }
        request.handler(this::arrived).endHandler(end -> finish()).exceptionHandler(failure -> breakOff(incomplete()));
        request.resume();
        if (!whole.isDone()) {
            timer = vertx.setTimer(maxMillis, late -> breakOff(tooSlow(maxMillis)));
        }
    }

    private void arrived(Buffer chunk) {
        ContentDecoder decoding = decoder;
        if (refusal != null || decoding == null) {
            drop(chunk);
            return;
        }
        received += chunk.length();
        if (received > maxBytes) {
            // It need not have inflated to anything.
            refuse(tooLarge());
            return;
        }
        try {
            decoding.decode(chunk, this::append);
        } catch (ProblemException reason) {
            refuse(reason);
        }
    }

    private void append(Buffer decoded) {
        if (body.length() + decoded.length() > maxBytes) {
            throw tooLarge();
        }
        body.append(decoded);
    }

    private void drop(Buffer chunk) {
        dropped += chunk.length();
        if (dropped > MAX_DROPPED_BYTES) {
            finish();
        }
    }

    private void refuse(ProblemException reason) {
        refusal = reason;
        body.close();
        closeDecoder();
    }

    private void closeDecoder() {
        if (decoder != null) {
            decoder.close();
            decoder = null;
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
        if (decoder != null) {
            try {
                decoder.end();
                closeDecoder();
            } catch (ProblemException reason) {
                refuse(reason);
            }
        }
        if (refusal == null) {
            whole.complete(body);
        } else {
            whole.completeExceptionally(refusal);
        }
    }

    private static ProblemException incomplete() {
        return ProblemException.badRequest("incomplete-request", "The body ended early.");
    }

    private static ProblemException tooSlow(long maxMillis) {
        return ProblemException.tooSlow(
                "request-too-slow",
                "A body must come in whole within " + maxMillis + " ms; send fewer events at once.");
    }

    private ProblemException tooLarge() {
        return ProblemException.tooLarge(
                "request-too-large",
                "A request may have at most " + maxBytes + " bytes, inflated; send more events as several requests.");
    }

    /** What the request says of its length; the server has checked that it is a number. */
    private static long announced(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return length == null ? 0 : Long.parseLong(length);
    }
}
