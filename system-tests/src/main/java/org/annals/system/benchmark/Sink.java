// SPDX-License-Identifier: Apache-2.0
package org.annals.system.benchmark;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Where webhooks go: takes each at once, except those to a path that is dead, which are never answered. */
final class Sink implements AutoCloseable {

    static final String DEAD = "/dead";

    private static final int BACKLOG = 4096;

    /** Told of each webhook, on the server's thread. */
    interface Listener {
        void received(String path, Buffer body);
    }

    private final Vertx vertx = Vertx.vertx();
    private final HttpServer server;
    private final AtomicLong received = new AtomicLong();
    private volatile @Nullable Listener listener;

    /** Of the last webhook, to post the same again. */
    private volatile @Nullable Buffer lastBody;

    Sink() throws InterruptedException, ExecutionException {
        server = vertx.createHttpServer(new HttpServerOptions().setAcceptBacklog(BACKLOG))
                .requestHandler(this::receive)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get();
    }

    String url(String path) {
        return "http://127.0.0.1:" + server.actualPort() + path;
    }

    void tell(@Nullable Listener next) {
        listener = next;
    }

    long received() {
        return received.get();
    }

    byte[] lastBody() {
        Buffer body = lastBody;
        if (body == null) {
            throw new IllegalStateException("There was no webhook yet");
        }
        return body.getBytes();
    }

    private void receive(HttpServerRequest request) {
        if (request.path().startsWith(DEAD)) {
            return;
        }
        request.bodyHandler(body -> {
            Listener told = listener;
            if (told != null) {
                told.received(request.path(), body);
            }
            lastBody = body;
            received.incrementAndGet();
            request.response().setStatusCode(204).end();
        });
    }

    @Override
    public void close() throws InterruptedException, ExecutionException {
        vertx.close().toCompletionStage().toCompletableFuture().get();
    }
}
