// SPDX-License-Identifier: Apache-2.0
package org.annals.system.benchmark;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** What notification is measured against: a loop that posts the same bytes, by the client that it uses, and does no more. */
final class BarePosts {

    /** As many at once as notification makes first attempts at once. */
    private static final int AT_ONCE = 64;

    private static final double WARM = 0.5;

    private final HttpClient client;
    private final RequestOptions request;
    private final Buffer body;
    private final int count;
    private final AtomicInteger started = new AtomicInteger();
    private final AtomicInteger answered = new AtomicInteger();
    private final CountDownLatch done = new CountDownLatch(1);
    private volatile long warm;

    private BarePosts(Vertx vertx, URI sink, byte[] body, int count) {
        this.client = vertx.createHttpClient(
                new HttpClientOptions(),
                new PoolOptions()
                        .setHttp1MaxSize(AT_ONCE)
                        .setEventLoopSize(Runtime.getRuntime().availableProcessors()));
        this.request = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setHost(sink.getHost())
                .setPort(sink.getPort())
                .setURI(sink.getPath())
                .putHeader("content-type", "application/cloudevents+json");
        this.body = Buffer.buffer(body);
        this.count = count;
    }

    /** Posts the bytes of a file so many times, and prints how many a second that were. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Vertx vertx = Vertx.vertx();
        BarePosts posts = new BarePosts(
                vertx,
                URI.create(arguments[0]),
                Files.readAllBytes(Path.of(arguments[1])),
                Integer.parseInt(arguments[2]));
        System.out.println(posts.perSecond());
        vertx.close();
    }

    private double perSecond() throws InterruptedException {
        for (int i = 0; i < AT_ONCE; i++) {
            next();
        }
        done.await();
        return count * (1 - WARM) / ((System.nanoTime() - warm) / 1e9);
    }

    private void next() {
        if (started.incrementAndGet() > count) {
            return;
        }
        client.request(request)
                .compose(connected -> connected.send(body))
                .compose(answer -> answer.end())
                .onSuccess(ended -> ended())
                .onFailure(failure -> {
                    throw new LoadFailure("The sink refused a post", failure);
                });
    }

    private void ended() {
        int number = answered.incrementAndGet();
        if (number == (int) (count * WARM)) {
            warm = System.nanoTime();
        }
        if (number == count) {
            done.countDown();
        }
        next();
    }
}
