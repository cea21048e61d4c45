// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.outbound;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.tracing.TracingPolicy;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Asks an endpoint whether it wants webhooks, where the operator wants that: the abuse protection of the CloudEvents
 * webhook specification (section 4). An endpoint that agrees to a lower rate says so by 429 when it gets too many.
 */
@ApplicationScoped
public class Handshake {

    /** By which each webhook, too, says whom it is from. */
    public static final String REQUEST_ORIGIN = "webhook-request-origin";

    private static final String ALLOWED_ORIGIN = "webhook-allowed-origin";
    private static final int OK_CLASS = 2;

    private static final Logger LOG = Logger.getLogger(Handshake.class);

    private final Targets targets;
    private final TargetConfig config;
    private final HttpClient client;

    Handshake(Vertx vertx, Targets targets, TargetConfig config) {
        this.targets = targets;
        this.config = config;
        this.client = vertx.createHttpClient(new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_1_1)
                .setTracingPolicy(TracingPolicy.IGNORE)
                .setKeepAlive(false)
                .setConnectTimeout(Math.toIntExact(config.handshakeTimeout().toMillis())));
    }

    /** Whom webhooks are from; empty where endpoints are not asked. */
    public Optional<String> origin() {
        return config.handshakeOrigin();
    }

    /** The rule that a new sink breaks; empty when it agrees, or is not asked. Waits for its answer. */
    public Optional<String> refusal(URI sink) {
        return origin().flatMap(origin -> refusal(sink, origin));
    }

    private Optional<String> refusal(URI sink, String origin) {
        String rule = "must agree to webhooks from " + origin + " by WebHook-Allowed-Origin in its answer to OPTIONS";
        try {
            HttpClientResponse answer = targets.resolve(sink)
                    .compose(address -> client.request(request(sink, origin).setServer(address)))
                    .compose(HttpClientRequest::send)
                    .onSuccess(Handshake::end)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(config.handshakeTimeout().toMillis(), TimeUnit.MILLISECONDS);
            boolean agrees = answer.statusCode() / 100 == OK_CLASS && isFor(origin, answer.getHeader(ALLOWED_ORIGIN));
            return agrees ? Optional.empty() : Optional.of(rule + ", which was " + answer.statusCode());
        } catch (ExecutionException e) {
            return Optional.of(rule + ", and could not be asked");
        } catch (TimeoutException e) {
            return Optional.of(rule + ", which did not come in time");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while an endpoint was asked", e);
        }
    }

    /** Its head has said it all: a body is not waited for. */
    private static void end(HttpClientResponse answer) {
        answer.exceptionHandler(e -> LOG.debugf("Answer to a handshake ended [reason=%s]", e.getMessage()));
        answer.request().reset();
    }

    private RequestOptions request(URI sink, String origin) {
        return Targets.request(sink)
                .setMethod(HttpMethod.OPTIONS)
                .setFollowRedirects(false)
                .setTimeout(config.handshakeTimeout().toMillis())
                .putHeader("user-agent", "Annals")
                .putHeader(REQUEST_ORIGIN, origin);
    }

    private static boolean isFor(String origin, @Nullable String allowed) {
        return allowed != null
                && (allowed.strip().equals("*") || allowed.strip().equalsIgnoreCase(origin));
    }
}
