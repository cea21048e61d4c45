package org.annals.notification.delivery;

import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What became of an attempt. */
sealed interface Outcome {

    /** Of the answer; null when none came. */
    @Nullable
    Integer httpStatus();

    /** From the first byte sent until the answer. */
    Duration took();

    /** The beginning of the answer, or why there was none. */
    String response();

    /** The receiver answered 2xx. */
    record Delivered(Integer httpStatus, Duration took, String response) implements Outcome {}

    /**
     * The receiver was not reached, or did not accept.
     *
     * @param httpStatus of its answer, if there was one
     * @param response the beginning of its answer, or why there was none
     * @param retryAfter for how long it asks to be left alone, if it does
     */
    record Failed(
            Kind kind,
            @Nullable Integer httpStatus,
            Duration took,
            String response,
            @Nullable Duration retryAfter) implements Outcome {

        boolean canHeal() {
            return kind != Kind.GONE;
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
        /** 3xx: the receiver would have to be asked elsewhere, where nobody has subscribed. */
        REDIRECT,
        /** 4xx. Heals often enough, when the receiver is being deployed or its access rules are. */
        CLIENT_ERROR,
        /** 410: the receiver says that it will never be back. */
        GONE,
        SERVER_ERROR,
        OTHER
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
            case 5 -> Kind.SERVER_ERROR;
            default -> Kind.OTHER;
        };
    }
}
