// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.stream;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.annals.ingest.access.Publisher;
import org.annals.ingest.body.Lines;
import org.annals.ingest.problem.ProblemException;
import org.annals.ingest.publishing.Trace;
import org.jspecify.annotations.Nullable;

/**
 * Lines on their way in and answers on their way out, all on the event loop of their connection; only the publishing is
 * done elsewhere. What it holds is bounded by its window: beyond it, the sender's socket is read no further, until the
 * broker has confirmed and the answers are taken.
 */
final class EventStream implements Flow.Publisher<byte[]>, Flow.Subscription {

    private static final int CHECKS_PER_IDLE_TIME = 4;

    /** For a sender that was broken off to read why, before its connection is closed. */
    private static final long LAST_WORD_MS = 2000;

    private enum State {
        /** Takes lines. */
        OPEN,
        /** Takes no more, and answers what it took. */
        ENDING,
        /** Has nobody left to answer, and waits for what is with the broker. */
        CLOSED
    }

    private final Context context = Vertx.currentContext();
    private final HttpServerRequest request;
    private final Publisher who;
    private final Trace trace;
    private final Lines lines;
    private final LinePublisher publisher;
    private final LineAnswers answers;
    private final StreamConfig config;
    private final Consumer<EventStream> released;

    private final AnswerQueue waiting;
    private final AtomicBoolean isSettling = new AtomicBoolean();
    private volatile State state = State.OPEN;
    private Flow.@Nullable Subscriber<? super byte[]> reader;
    private @Nullable ProblemException lastWord;
    private boolean isAllReceived;
    private boolean isReleased;
    private long demand;
    private long taken;
    private long progressNanos = System.nanoTime();
    private long timer;
    private long expiry = -1;

    EventStream(
            HttpServerRequest request,
            Publisher who,
            LinePublisher publisher,
            LineAnswers answers,
            StreamConfig config,
            Consumer<EventStream> released) {
        this.request = request;
        this.who = who;
        this.trace = Trace.of(request);
        this.lines = new Lines(request, publisher.maxLineBytes());
        this.publisher = publisher;
        this.answers = answers;
        this.config = config;
        this.waiting = new AnswerQueue(config.window().asLongValue());
        this.released = released;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super byte[]> subscriber) {
        reader = subscriber;
        timer = context.owner()
                .setPeriodic(
                        Math.max(1, config.maxIdle().toMillis() / CHECKS_PER_IDLE_TIME), check -> breakOffIfIdle());
        breakOffWhenTokenExpires();
        // Not the handler of exceptions: the framework has its own there, and cancels when the connection is gone.
        request.handler(this::arrived).endHandler(end -> received());
        subscriber.onSubscribe(this);
        request.resume();
    }

    /** The reader has taken what there was, and can take more. */
    @Override
    public void request(long answersWanted) {
        demand += answersWanted;
        progressNanos = System.nanoTime();
        answered();
    }

    /** The connection is gone. */
    @Override
    public void cancel() {
        close();
        settle();
    }

    /** Takes no more lines, answers those that it took and says why it goes; on any thread. */
    void breakOff(ProblemException reason) {
        context.runOnContext(now -> {
            if (state == State.OPEN) {
                lastWord = reason;
                state = State.ENDING;
                settle();
            }
        });
    }

    private void breakOffWhenTokenExpires() {
        if (who.expires() != null) {
            long millis = Duration.between(Instant.now(), who.expires()).toMillis();
            expiry = context.owner()
                    .setTimer(
                            Math.max(1, millis),
                            expired -> breakOff(ProblemException.unauthorized(
                                    "token-expired", "The token has expired. Go on with another.")));
        }
    }

    private void arrived(Buffer chunk) {
        if (state == State.OPEN) {
            lines.add(chunk);
            takeLines();
        }
    }

    private void received() {
        isAllReceived = true;
        takeLines();
        settle();
    }

    /** Takes as many lines as there is room for. */
    private void takeLines() {
        if (state != State.OPEN) {
            return;
        }
        List<Line> next = new ArrayList<>();
        try {
            byte[] bytes = nextLine();
            while (bytes != null) {
                next.add(take(bytes));
                bytes = nextLine();
            }
        } catch (ProblemException unreadable) {
            lastWord = unreadable;
            state = State.ENDING;
            answered();
        }
        publish(next);
        if (waiting.isFull()) {
            request.pause();
        } else {
            request.resume();
        }
    }

    private byte @Nullable [] nextLine() {
        if (waiting.isFull()) {
            return null;
        }
        byte[] bytes = lines.next();
        if (bytes == null && isAllReceived && state == State.OPEN) {
            state = State.ENDING;
            bytes = lines.last();
        }
        return bytes;
    }

    private Line take(byte[] bytes) {
        progressNanos = System.nanoTime();
        Line line = new Line(++taken, bytes);
        waiting.add(line);
        return line;
    }

    private void publish(List<Line> next) {
        if (!next.isEmpty()) {
            context.executeBlocking(
                            () -> {
                                next.forEach(this::publish);
                                return next;
                            },
                            true)
                    .onFailure(failure -> cut());
        }
    }

    private void publish(Line line) {
        if (state == State.CLOSED) {
            line.answer(Line.NO_ANSWER);
            answered();
        } else {
            publisher.publish(line, trace, who, this::answered);
        }
    }

    /** On any thread; many answers that come at once are settled at once. */
    private void answered() {
        if (isSettling.compareAndSet(false, true)) {
            context.runOnContext(now -> {
                isSettling.set(false);
                settle();
            });
        }
    }

    /** Passes on the answers that there are, in the order of their lines; then takes more lines, or ends. */
    private void settle() {
        if (state == State.CLOSED) {
            waiting.discard();
            releaseWhenNothingWaits();
            return;
        }
        while (demand > 0 && waiting.hasNext()) {
            pass(waiting.next());
        }
        takeLines();
        if (state == State.ENDING && waiting.isEmpty()) {
            end();
        }
    }

    private void pass(byte[] written) {
        if (reader != null) {
            demand--;
            reader.onNext(written);
        }
    }

    private void end() {
        ProblemException reason = lastWord;
        if (reason != null && demand > 0) {
            lastWord = null;
            pass(answers.brokenOff(reason));
            lingerThenCut();
        }
        if (lastWord == null && reader != null) {
            close();
            reader.onComplete();
            releaseWhenNothingWaits();
        }
    }

    /** To be closed with bytes unread, the connection would be reset, and the last word be lost. */
    private void lingerThenCut() {
        if (!isAllReceived) {
            request.handler(dropped -> {}).resume();
            context.owner().setTimer(LAST_WORD_MS, late -> cut());
        }
    }

    private void breakOffIfIdle() {
        if (System.nanoTime() - progressNanos < config.maxIdle().toNanos()) {
            return;
        }
        if (demand == 0) {
            cut();
        } else if (waiting.isEmpty()) {
            breakOff(tooSlow(config.maxIdle()));
        }
    }

    /** Ends this stream at once; others on a connection of HTTP/2 go on. */
    private void cut() {
        if (request.version() == HttpVersion.HTTP_2) {
            request.response().reset();
            return;
        }
        // From behind the handler of the framework, which would first wait until what was written is taken.
        var unused =
                ((ConnectionBase) request.connection()).channelHandlerContext().close();
    }

    private void close() {
        state = State.CLOSED;
        context.owner().cancelTimer(timer);
        context.owner().cancelTimer(expiry);
        lines.close();
    }

    /** The one place where a stream makes room for another: when nothing of it is on its way any more. */
    private void releaseWhenNothingWaits() {
        if (waiting.isEmpty() && !isReleased) {
            isReleased = true;
            released.accept(this);
        }
    }

    private static ProblemException tooSlow(Duration maxIdle) {
        return ProblemException.tooSlow(
                "stream-too-slow", "No whole line came for " + maxIdle.toMillis() + " ms, so the stream ends here.");
    }
}
