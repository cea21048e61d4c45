package org.annals.ingest.publishing;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * The trace that a request belongs to, by W3C Trace Context: goes on in the headers of the same names of each record,
 * so that who reads the topic can go on with it. What is no trace by the standard is left out, as it says.
 */
public final class Trace {

    /** Of what nobody asked for over HTTP, or not as a part of a trace. */
    public static final Trace NONE = new Trace(null, null);

    private static final String PARENT = "traceparent";
    private static final String STATE = "tracestate";
    private static final int MAX_STATE_LENGTH = 512;

    /** Version, trace, span and flags; neither trace nor span may be all zeros, and ff is no version. */
    private static final Pattern VALID =
            Pattern.compile("(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");

    private final byte @Nullable [] parent;
    private final byte @Nullable [] state;

    private Trace(byte @Nullable [] parent, byte @Nullable [] state) {
        this.parent = parent;
        this.state = state;
    }

    public static Trace of(HttpServerRequest request) {
        MultiMap headers = request.headers();
        String given = headers.get(PARENT);
        if (given == null || !VALID.matcher(given).matches()) {
            return NONE;
        }
        String more = String.join(",", headers.getAll(STATE));
        boolean isPassedOn = !more.isEmpty() && more.length() <= MAX_STATE_LENGTH;
        return new Trace(ascii(given), isPassedOn ? ascii(more) : null);
    }

    void addTo(Headers record) {
        if (parent != null) {
            record.add(PARENT, parent);
        }
        if (state != null) {
            record.add(STATE, state);
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
