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

    private final Vertx vertx;
    private final Clock clock;
    private final Duration timeout;
    private final long started = System.nanoTime();
    private final Promise<Outcome> result = Promise.promise();
    private final Buffer kept = Buffer.buffer();
    private volatile @Nullable HttpClientRequest request;
    private volatile @Nullable HttpClientResponse response;
    private int read;

    Exchange(Vertx vertx, Clock clock, Duration timeout) {
        this.vertx = vertx;
        this.clock = clock;
        this.timeout = timeout;
    }

    Future<Outcome> run(HttpClient client, Future<RequestOptions> target, Buffer body) {
        long timer = vertx.setTimer(timeout.toMillis(), fired -> timedOut());
        target.onSuccess(options -> connect(client, options, body)).onFailure(this::failed);
        return result.future().onComplete(ended -> vertx.cancelTimer(timer));
    }

    private void connect(HttpClient client, RequestOptions options, Buffer body) {
        if (!result.future().isComplete()) {
            client.request(options)
                    .onSuccess(connected -> send(connected, body))
                    .onFailure(this::failed);
        }
    }

    private void send(HttpClientRequest connected, Buffer body) {
        request = connected;
        if (result.future().isComplete()) {
            connected.reset();
            return;
        }
        // Not composed with the future before it: that one may belong to another event loop, and the answer could end
        // before its handlers are set.
        connected.send(body).onSuccess(this::read).onFailure(this::failed);
    }

    private void read(HttpClientResponse answer) {
        response = answer;
        answer.exceptionHandler(e -> answered(answer));
        answer.endHandler(end -> answered(answer));
        answer.handler(part -> keep(answer, part));
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
        HttpClientResponse answer = response;
        if (answer == null) {
            fail(Kind.TIMEOUT, "No answer within " + timeout.toMillis() + " ms");
        } else {
            answered(answer);
        }
        HttpClientRequest sent = request;
        if (sent != null) {
            sent.reset();
        }
    }

    private void failed(Throwable e) {
        String message = e.getMessage();
        fail(Kind.of(e), message == null ? e.getClass().getSimpleName() : message);
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
