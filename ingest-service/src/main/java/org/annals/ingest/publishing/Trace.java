// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.publishing;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.context.Context;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * The trace that a request belongs to, by W3C Trace Context: goes on in the headers of the same names of each record,
 * so that who reads the topic can go on with it. Where spans are made, it goes on from that of the request; else it is
 * the caller's, passed on, and what is no trace by the standard is left out, as it says.
 */
public final class Trace {

    /** Of what nobody asked for over HTTP, or not as a part of a trace. */
    public static final Trace NONE = new Trace(Context.root(), null, null);

    private static final String PARENT = "traceparent";
    private static final String STATE = "tracestate";
    private static final int MAX_STATE_LENGTH = 512;

    /** Version, trace, span and flags; neither trace nor span may be all zeros, and ff is no version. */
    private static final Pattern VALID =
            Pattern.compile("(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");

    private final Context context;
    private final byte @Nullable [] parent;
    private final byte @Nullable [] state;

    private Trace(Context context, byte @Nullable [] parent, byte @Nullable [] state) {
        this.context = context;
        this.parent = parent;
        this.state = state;
    }

    /** To be called where the request is handled first. */
    public static Trace of(HttpServerRequest request) {
        MultiMap headers = request.headers();
        String given = headers.get(PARENT);
        boolean isGiven = given != null && VALID.matcher(given).matches();
        Context context = Context.current();
        SpanContext span = Span.fromContext(context).getSpanContext();
        String parent = span.isValid() ? written(span) : isGiven ? given : null;
        return parent == null ? NONE : new Trace(context, ascii(parent), isGiven ? state(headers) : null);
    }

    /** In which what is logged has the ids of the trace. */
    Context context() {
        return context;
    }

    void addTo(Headers record) {
        if (parent != null) {
            record.add(PARENT, parent);
        }
        if (state != null) {
            record.add(STATE, state);
        }
    }

    private static String written(SpanContext span) {
        return "00-" + span.getTraceId() + "-" + span.getSpanId() + "-"
                + span.getTraceFlags().asHex();
    }

    private static byte @Nullable [] state(MultiMap headers) {
        String all = String.join(",", headers.getAll(STATE));
        return all.isEmpty() || all.length() > MAX_STATE_LENGTH ? null : ascii(all);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
