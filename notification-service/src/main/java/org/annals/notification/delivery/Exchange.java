// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.delivery;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.RequestOptions;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import org.annals.notification.delivery.Outcome.Kind;
import org.jspecify.annotations.Nullable;

/** One request and its answer, within a time limit over all of it: a receiver that drips bytes does not extend it. */
final class Exchange {

    /** As much of an answer as is kept. */
    private static final int MAX_KEPT_BYTES = 1024;

    /** As much as is read so that the connection can be used again; longer answers cost it. */
    private static final int MAX_READ_BYTES = 64 * 1024;

    /**
     * The clients of all exchanges.
     *
     * @param kept one that uses connections again
     * @param fresh one that makes a new connection for each request
     */
    record Clients(HttpClient kept, HttpClient fresh) {}

    private final Vertx vertx;
    private final Clock clock;
    private final Duration timeout;
    private final Clients clients;
    private final Buffer body;
    private final long started = System.nanoTime();
    private final Promise<Outcome> result = Promise.promise();
    private final Buffer kept = Buffer.buffer();
    private volatile @Nullable HttpClientRequest request;
    private volatile @Nullable HttpClientResponse response;
    private int read;

    Exchange(Vertx vertx, Clock clock, Duration timeout, Clients clients, Buffer body) {
        this.vertx = vertx;
        this.clock = clock;
        this.timeout = timeout;
        this.clients = clients;
        this.body = body;
    }

    Future<Outcome> run(Future<RequestOptions> target) {
        long timer = vertx.setTimer(timeout.toMillis(), fired -> timedOut());
        target.onSuccess(options -> connect(clients.kept(), options)).onFailure(this::failed);
        return result.future().onComplete(ended -> vertx.cancelTimer(timer));
    }

    private void connect(HttpClient client, RequestOptions options) {
        if (!result.future().isComplete()) {
            client.request(options)
                    .onSuccess(connected -> send(connected, options))
                    .onFailure(this::failed);
        }
    }

    private void send(HttpClientRequest connected, RequestOptions options) {
        request = connected;
        if (result.future().isComplete()) {
            connected.reset();
            return;
        }
        // Not composed with the future before it: that one may belong to another event loop, and the answer could end
        // before its handlers are set.
        connected.send(body).onSuccess(this::read).onFailure(e -> notRead(connected, options, e));
    }

    private void read(HttpClientResponse answer) {
        response = answer;
        answer.exceptionHandler(e -> answered(answer));
        answer.endHandler(end -> answered(answer));
        answer.handler(part -> keep(answer, part));
    }

    private void notRead(HttpClientRequest sent, RequestOptions options, Throwable e) {
        WebhookCodec codec = WebhookCodec.of(sent.connection());
        Integer status = codec.status();
        if (status != null) {
            // The rest of the headers did not come, or can't be read.
            result.tryComplete(Outcome.ofAnswer(status, took(), "", null));
        } else if (codec.isReused()) {
            // The receiver closed the connection while this was on its way, or has sent more for the request before:
            // neither is an answer to this one. A new connection is used once, so that this happens once.
            connect(clients.fresh(), options);
        } else {
            failed(e);
        }
    }

    private void keep(HttpClientResponse answer, Buffer part) {
        int room = MAX_KEPT_BYTES - kept.length();
        kept.appendBuffer(part, 0, Math.min(room, part.length()));
        read += part.length();
        if (read > MAX_READ_BYTES) {
            answered(answer);
            answer.request().reset();
        }
    }

    /** The status has said it all, however the body ended. */
    private void answered(HttpClientResponse answer) {
        // PostgreSQL's text can hold any character but this one.
        String text = text(kept).replace('\0', '\uFFFD');
        result.tryComplete(Outcome.ofAnswer(answer.statusCode(), took(), text, retryAfter(answer)));
    }

    private void timedOut() {
        HttpClientRequest sent = request;
        HttpClientResponse answer = response;
        Integer status =
                sent == null ? null : WebhookCodec.of(sent.connection()).status();
        if (answer != null) {
            answered(answer);
        } else if (status != null) {
            result.tryComplete(Outcome.ofAnswer(status, took(), "", null));
        } else {
            fail(Kind.TIMEOUT, "No answer within " + timeout.toMillis() + " ms");
        }
        if (sent != null) {
            sent.reset();
        }
    }

    private void failed(Throwable e) {
        Kind kind = Kind.of(e);
        fail(kind, kind == Kind.TLS ? TlsFailure.reason(e) : String.valueOf(e.getMessage()));
    }

    private void fail(Kind kind, String reason) {
        result.tryComplete(new Outcome.Failed(kind, null, took(), reason, null));
    }

    private Duration took() {
        return Duration.ofNanos(System.nanoTime() - started);
    }

    private @Nullable Duration retryAfter(HttpClientResponse answer) {
        String header = answer.getHeader("retry-after");
        return header == null ? null : RetryAfter.parse(header, clock.instant());
    }

    /** Without the beginning of a character that was cut in two. */
    private static String text(Buffer bytes) {
        CharBuffer text = CharBuffer.allocate(bytes.length());
        StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .decode(ByteBuffer.wrap(bytes.getBytes()), text, false);
        return text.flip().toString();
    }
}
