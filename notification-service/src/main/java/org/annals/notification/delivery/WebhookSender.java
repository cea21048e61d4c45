package org.annals.notification.delivery;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.annals.notification.outbound.Targets;
import org.annals.notification.subscription.Subscription;
import org.jboss.logging.Logger;

/** Posts messages as Standard Webhooks says. */
@ApplicationScoped
class WebhookSender {

    private static final Logger LOG = Logger.getLogger(WebhookSender.class);

    /** Shorter than receivers commonly keep idle connections, so that they do not close one while we write to it. */
    private static final int KEEP_ALIVE_SECONDS = 4;

    private final Vertx vertx;
    private final Targets targets;
    private final Clock clock;
    private final DeliveryConfig config;
    private final HttpClient client;

    WebhookSender(Vertx vertx, Targets targets, Clock clock, DeliveryConfig config) {
        this.vertx = vertx;
        this.targets = targets;
        this.clock = clock;
        this.config = config;
        HttpClientOptions options = new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_1_1)
                .setKeepAliveTimeout(KEEP_ALIVE_SECONDS)
                .setConnectTimeout(Math.toIntExact(config.timeout().toMillis()));
        PoolOptions pool = new PoolOptions()
                // Per host, and many subscriptions may share one: the bounds that count are the attempts' own.
                .setHttp1MaxSize(config.maxQuick() + config.maxSlow() + config.maxRetries())
                .setEventLoopSize(Runtime.getRuntime().availableProcessors());
        this.client = vertx.createHttpClient(options, pool);
    }

    /** Never fails: what goes wrong is an outcome. */
    Future<Outcome> send(Subscription subscription, UUID deliveryId, String body) {
        try {
            RequestOptions request =
                    request(subscription.sink()).setMethod(HttpMethod.POST).setFollowRedirects(false);
            // First, so that ours stand whatever these are.
            subscription.credentials().headers().forEach(request::putHeader);
            request.putHeader("content-type", "application/cloudevents+json").putHeader("user-agent", "Annals");
            sign(request, subscription, deliveryId.toString(), body);
            // The name stays what the request, its certificate and its Host header are about.
            return new Exchange(vertx, clock, config.timeout())
                    .run(client, targets.resolve(subscription.sink()).map(request::setServer), Buffer.buffer(body));
        } catch (RuntimeException e) {
            // One subscription that can't be served must not stop the others.
            LOG.errorf(e, "Webhook could not be sent [subscription=%s, delivery=%s]", subscription.id(), deliveryId);
            return Future.succeededFuture(
                    new Outcome.Failed(Outcome.Kind.OTHER, null, Duration.ZERO, "Could not be sent", null));
        }
    }

    private static RequestOptions request(URI sink) {
        String path = sink.getRawPath().isEmpty() ? "/" : sink.getRawPath();
        return new RequestOptions()
                .setHost(sink.getHost())
                .setPort(Targets.port(sink))
                .setSsl(Targets.isHttps(sink))
                .setURI(sink.getRawQuery() == null ? path : path + "?" + sink.getRawQuery());
    }

    private void sign(RequestOptions request, Subscription subscription, String id, String body) {
        // Of this attempt, not of the first: receivers refuse what is minutes old.
        long timestamp = TimeUnit.MILLISECONDS.toSeconds(clock.millis());
        byte[] content = (id + "." + timestamp + "." + body).getBytes(StandardCharsets.UTF_8);
        String signatures = subscription.credentials().validAt(clock.instant()).stream()
                .map(key -> key.sign(content))
                .collect(Collectors.joining(" "));
        request.putHeader("webhook-id", id)
                .putHeader("webhook-timestamp", Long.toString(timestamp))
                .putHeader("webhook-signature", signatures);
    }
}
