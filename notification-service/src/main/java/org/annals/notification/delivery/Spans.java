// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.delivery;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.List;
import org.annals.notification.outbound.Targets;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * Attempts as spans of the trace that their change came in, by the conventions of OpenTelemetry for HTTP. Where no spans
 * are made, that trace is passed on as it came.
 */
@Singleton
class Spans {

    private static final String TRACEPARENT = "traceparent";

    private final Tracer tracer;
    private final boolean off;

    Spans(OpenTelemetry telemetry, @ConfigProperty(name = "quarkus.otel.sdk.disabled") boolean off) {
        this.tracer = telemetry.getTracer("org.annals.notification");
        this.off = off;
    }

    /**
     * An attempt.
     *
     * @param traceparent for the request
     */
    record Step(Span span, @Nullable String traceparent) {

        void end(Outcome outcome) {
            if (outcome.status() != null) {
                span.setAttribute("http.response.status_code", outcome.status().longValue());
            }
            if (!(outcome instanceof Outcome.Delivered)) {
                span.setAttribute("error.type", outcome.label());
                span.setStatus(StatusCode.ERROR);
            }
            span.end();
        }
    }

    /**
     * Begins an attempt. Of its target only the host is told: the rest may be a secret.
     *
     * @param traceparent of the change; where it has none, a trace begins
     */
    Step attempt(URI sink, @Nullable String traceparent) {
        if (off) {
            return new Step(Span.getInvalid(), traceparent);
        }
        Span span = tracer.spanBuilder("POST webhook")
                .setParent(parent(traceparent))
                .setSpanKind(SpanKind.CLIENT)
                .setAttribute("http.request.method", "POST")
                .setAttribute("server.address", sink.getHost())
                .setAttribute("server.port", (long) Targets.port(sink))
                .startSpan();
        return new Step(span, written(span.getSpanContext()));
    }

    private static Context parent(@Nullable String traceparent) {
        return traceparent == null
                ? Context.root()
                : W3CTraceContextPropagator.getInstance().extract(Context.root(), traceparent, new OneHeader());
    }

    private static String written(SpanContext span) {
        return "00-" + span.getTraceId() + "-" + span.getSpanId() + "-"
                + span.getTraceFlags().asHex();
    }

    /** Of a change, this header is all that is kept. */
    private static final class OneHeader implements TextMapGetter<String> {

        @Override
        public Iterable<String> keys(String traceparent) {
            return List.of(TRACEPARENT);
        }

        @Override
        public @Nullable String get(@Nullable String traceparent, String key) {
            return key.equals(TRACEPARENT) ? traceparent : null;
        }
    }
}
