// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.outbound;

import io.vertx.core.Future;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Looks a sink's host up once and checks what it finds, so that the connection can go to the very address checked. */
@ApplicationScoped
public class Targets {

    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;
    private static final String NOT_PUBLIC = "must not lead to a private or reserved address";
    private static final String NOT_HTTPS = "must be https";

    private final NameService names;
    private final TargetConfig config;
    private final Set<String> allowedHosts = new HashSet<>();
    private final List<Network> allowedNetworks = new ArrayList<>();

    Targets(NameService names, TargetConfig config) {
        this.names = names;
        this.config = config;
        for (String entry : config.allowed().orElse(List.of())) {
            if (entry.contains("/") || Network.literal(entry) != null) {
                allowedNetworks.add(Network.parse(entry));
            } else {
                allowedHosts.add(plain(AsciiUrl.host(entry.strip())));
            }
        }
    }

    /** The address to connect to. Fails with {@link BlockedTargetException}, or as the name's look-up failed. */
    public Future<SocketAddress> resolve(URI sink) {
        return lookUp(sink.getHost()).compose(address -> {
            String rule = refusal(sink, address);
            return rule == null
                    ? Future.succeededFuture(
                            SocketAddress.inetSocketAddress(new InetSocketAddress(address, port(sink))))
                    : Future.failedFuture(new BlockedTargetException(rule));
        });
    }

    /**
     * The rule that a new sink breaks; empty when there is none, or when its name is not known now: each attempt looks
     * again. Waits for the look-up.
     */
    public Optional<String> refusal(URI sink) {
        try {
            resolve(sink)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(config.lookupTimeout().toMillis(), TimeUnit.MILLISECONDS);
            return Optional.empty();
        } catch (ExecutionException e) {
            return e.getCause() instanceof BlockedTargetException blocked
                    ? Optional.ofNullable(blocked.getMessage())
                    : refusalOfUnknown(sink);
        } catch (TimeoutException e) {
            return refusalOfUnknown(sink);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while a sink was looked up", e);
        }
    }

    /** A request to a sink, without its address. */
    public static RequestOptions request(URI sink) {
        String path = sink.getRawPath().isEmpty() ? "/" : sink.getRawPath();
        return new RequestOptions()
                .setHost(sink.getHost())
                .setPort(port(sink))
                .setSsl(isHttps(sink))
                .setURI(sink.getRawQuery() == null ? path : path + "?" + sink.getRawQuery());
    }

    public static int port(URI sink) {
        if (sink.getPort() != -1) {
            return sink.getPort();
        }
        return isHttps(sink) ? HTTPS_PORT : HTTP_PORT;
    }

    public static boolean isHttps(URI sink) {
        return "https".equalsIgnoreCase(sink.getScheme());
    }

    private Future<InetAddress> lookUp(String host) {
        InetAddress literal = Network.literal(host);
        return literal == null ? names.lookUp(host) : Future.succeededFuture(literal);
    }

    private @Nullable String refusal(URI sink, InetAddress address) {
        if (isNamed(sink) || allowedNetworks.stream().anyMatch(network -> network.contains(address))) {
            return null;
        }
        if (!PublicInternet.contains(address)) {
            return NOT_PUBLIC;
        }
        return isHttps(sink) ? null : NOT_HTTPS;
    }

    private Optional<String> refusalOfUnknown(URI sink) {
        return isHttps(sink) || isNamed(sink) ? Optional.empty() : Optional.of(NOT_HTTPS);
    }

    private boolean isNamed(URI sink) {
        return allowedHosts.contains(plain(sink.getHost()));
    }

    private static String plain(String host) {
        String lower = host.strip().toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }
}
