// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.delivery;

import io.netty.channel.ConnectTimeoutException;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.StreamResetException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.annals.notification.outbound.BlockedTargetException;
import org.jspecify.annotations.Nullable;

/** What became of an attempt. */
public sealed interface Outcome {

    /** Of the answer, by HTTP or by SMTP; null when none came. */
    @Nullable
    Integer status();

    /** From the first byte sent until the answer. */
    Duration took();

    /** The beginning of the answer, or why there was none. */
    String response();

    /** The receiver answered 2xx, or the mail server took the mail. */
    record Delivered(Integer status, Duration took, String response) implements Outcome {}

    /**
     * The receiver was not reached, or did not accept.
     *
     * @param status of its answer, if there was one
     * @param response the beginning of its answer, or why there was none
     * @param retryAfter for how long it asks to be left alone, if it does
     */
    record Failed(
            Kind kind,
            @Nullable Integer status,
            Duration took,
            String response,
            @Nullable Duration retryAfter) implements Outcome {

        /** What says that the endpoint is in trouble, and not that it dislikes one message. */
        private static final Set<Kind> TROUBLE = EnumSet.of(
                Kind.TIMEOUT, Kind.REFUSED, Kind.DNS, Kind.TLS, Kind.CLOSED, Kind.INVALID_RESPONSE, Kind.SERVER_ERROR);

        /** 408 Request Timeout, 425 Too Early and 429 Too Many Requests: about the time, not about the message. */
        private static final Set<Integer> TRY_LATER = Set.of(408, 425, 429);

        public boolean canHeal() {
            return kind != Kind.GONE && kind != Kind.MAILBOX_REFUSED;
        }

        /** Whether the endpoint had better be left alone for a while. */
        boolean isTrouble() {
            return retryAfter != null || TROUBLE.contains(kind) || (status != null && TRY_LATER.contains(status));
        }
    }

    /** Why an attempt failed, decided once, where it happened. */
    enum Kind {
        TIMEOUT,
        REFUSED,
        DNS,
        /** The host has an address that webhooks may not go to; nothing was sent. Heals when its name is put right. */
        BLOCKED_TARGET,
        TLS,
        /** The connection ended before an answer. */
        CLOSED,
        /** What answered does not speak HTTP. */
        INVALID_RESPONSE,
        /** 3xx: the receiver would have to be asked elsewhere, where nobody has subscribed. */
        REDIRECT,
        /** 4xx. Heals often enough, when the receiver is being deployed or its access rules are. */
        CLIENT_ERROR,
        /** 410: the receiver says that it will never be back. */
        GONE,
        /** 5xx; from a mail server about anything but the recipient, such as our name or password. */
        SERVER_ERROR,
        /** A mail server's 4xx: it asks to be tried again. */
        DEFERRED,
        /** A mail server's 5xx about the recipient: there is no such mailbox, or it takes nothing from us. */
        MAILBOX_REFUSED,
        OTHER;

        /** Of what was thrown instead of an answer. */
        public static Kind of(Throwable e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                // A connection that timed out is a ConnectException too, so it is asked for first.
                if (cause instanceof ConnectTimeoutException || cause instanceof TimeoutException) {
                    return TIMEOUT;
                }
                if (cause instanceof BlockedTargetException) {
                    return BLOCKED_TARGET;
                }
                if (cause instanceof UnknownHostException) {
                    return DNS;
                }
                if (cause instanceof InvalidResponseException) {
                    return INVALID_RESPONSE;
                }
                if (cause instanceof SSLException || cause instanceof CertificateException) {
                    return TLS;
                }
                if (cause instanceof ConnectException || cause instanceof NoRouteToHostException) {
                    return REFUSED;
                }
                if (cause instanceof HttpClosedException
                        || cause instanceof StreamResetException
                        || cause instanceof IOException) {
                    return CLOSED;
                }
            }
            return OTHER;
        }
    }

    /** For people, metrics and the database: {@code delivered}, or the kind of failure as {@code server-error}. */
    default String label() {
        if (this instanceof Failed failed) {
            return failed.kind().name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
        return "delivered";
    }

    /** What an answer means. */
    static Outcome ofAnswer(int status, Duration took, String response, @Nullable Duration retryAfter) {
        if (status >= 200 && status <= 299) {
            return new Delivered(status, took, response);
        }
        return new Failed(kindOf(status), status, took, response, retryAfter);
    }

    private static Kind kindOf(int status) {
        if (status == 410) {
            return Kind.GONE;
        }
        return switch (status / 100) {
            case 3 -> Kind.REDIRECT;
            case 4 -> Kind.CLIENT_ERROR;
            // A class that is not known counts as this one (RFC 9110, section 15).
            case 5, 6, 7, 8, 9 -> Kind.SERVER_ERROR;
            // Among them 101, which nobody asked for.
            default -> Kind.INVALID_RESPONSE;
        };
    }
}
