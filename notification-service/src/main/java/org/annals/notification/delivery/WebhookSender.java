// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.delivery;

import io.netty.buffer.Unpooled;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.impl.VertxInternal;
import io.vertx.core.tracing.TracingPolicy;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.annals.notification.outbound.Handshake;
import org.annals.notification.outbound.Targets;
import org.annals.notification.subscription.Subscription;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Posts messages as Standard Webhooks says. */
@ApplicationScoped
class WebhookSender {

    private static final Logger LOG = Logger.getLogger(WebhookSender.class);

    /** Shorter than receivers commonly keep idle connections, so that they do not close one while we write to it. */
    private static final int KEEP_ALIVE_SECONDS = 4;

    private final Vertx vertx;
    private final Targets targets;
    private final Handshake handshake;
    private final Spans spans;
    private final Clock clock;
    private final DeliveryConfig config;
    private final Exchange.Clients clients;

    /** Where attempts are made: an endpoint's on one event loop, so that its connections are on that one, too. */
    private final List<Context> loops;

    WebhookSender(Vertx vertx, Targets targets, Handshake handshake, Spans spans, Clock clock, DeliveryConfig config) {
        this.vertx = vertx;
        this.targets = targets;
        this.handshake = handshake;
        this.spans = spans;
        this.clock = clock;
        this.config = config;
        HttpClientOptions options = new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_1_1)
                // An attempt is a span from before its target is looked up.
                .setTracingPolicy(TracingPolicy.IGNORE)
                .setKeepAliveTimeout(KEEP_ALIVE_SECONDS)
                .setConnectTimeout(Math.toIntExact(config.timeout().toMillis()));
        HttpClientOptions fresh = new HttpClientOptions(options).setKeepAlive(false);
        PoolOptions pool = new PoolOptions()
                // Per host, and many subscriptions may share one: the bounds that count are the attempts' own.
                .setHttp1MaxSize(config.maxQuick() + config.maxSlow() + config.maxRetries());
        this.clients = new Exchange.Clients(client(options, pool), client(fresh, pool));
        this.loops = Stream.generate(((VertxInternal) vertx)::createEventLoopContext)
                .limit(Runtime.getRuntime().availableProcessors())
                .collect(Collectors.toUnmodifiableList());
    }

    /**
     * Never fails: what goes wrong is an outcome.
     *
     * @param traceparent the trace that it is part of
     */
    Future<Outcome> send(Subscription subscription, UUID deliveryId, String body, @Nullable String traceparent) {
        Promise<Outcome> ended = Promise.promise();
        Spans.Step step = spans.attempt(subscription.sink(), traceparent);
        loops.get(Math.floorMod(subscription.id().hashCode(), loops.size()))
                .runOnContext(onLoop -> sendNow(subscription, deliveryId, body, step.traceparent())
                        .onComplete(ended));
        return ended.future().onSuccess(step::end);
    }

    private Future<Outcome> sendNow(
            Subscription subscription, UUID deliveryId, String body, @Nullable String traceparent) {
        try {
            RequestOptions request = Targets.request(subscription.sink())
                    .setMethod(HttpMethod.POST)
                    .setFollowRedirects(false);
            // First, so that ours stand whatever these are.
            subscription.credentials().headers().forEach(request::putHeader);
            request.putHeader("content-type", "application/cloudevents+json").putHeader("user-agent", "Annals");
            handshake.origin().ifPresent(origin -> request.putHeader(Handshake.REQUEST_ORIGIN, origin));
            if (traceparent != null) {
                request.putHeader("traceparent", traceparent);
            }
            Buffer signed = sign(request, subscription, deliveryId.toString(), body);
            // The name stays what the request, its certificate and its Host header are about.
            return new Exchange(vertx, clock, config.timeout(), clients, signed)
                    .run(targets.resolve(subscription.sink()).map(request::setServer));
        } catch (RuntimeException e) {
            // One subscription that can't be served must not stop the others.
            LOG.errorf(e, "Webhook could not be sent [subscription=%s, delivery=%s]", subscription.id(), deliveryId);
            return Future.succeededFuture(
                    new Outcome.Failed(Outcome.Kind.OTHER, null, Duration.ZERO, "Could not be sent", null));
        }
    }

    private HttpClient client(HttpClientOptions options, PoolOptions pool) {
        return vertx.httpClientBuilder()
                .with(options)
                .with(pool)
                .withConnectHandler(WebhookCodec::install)
                .build();
    }

    /** Returns the body in bytes. */
    private Buffer sign(RequestOptions request, Subscription subscription, String id, String body) {
        // Of this attempt, not of the first: receivers refuse what is minutes old.
        Instant now = clock.instant();
        String head = id + "." + now.getEpochSecond() + ".";
        byte[] content = (head + body).getBytes(StandardCharsets.UTF_8);
        request.putHeader("webhook-id", id)
                .putHeader("webhook-timestamp", Long.toString(now.getEpochSecond()))
                .putHeader("webhook-signature", subscription.credentials().sign(content, now));
        // The head is ASCII, a byte a character.
        return Buffer.buffer(Unpooled.wrappedBuffer(content, head.length(), content.length - head.length()));
    }
}
