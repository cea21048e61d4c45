// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.kafka;

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
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * What is done about a message, as a span of the trace that it came in, by the conventions of OpenTelemetry for
 * messaging. Where no spans are made, that trace is passed on as it came.
 */
@Singleton
public class Spans {

    private final Tracer tracer;
    private final boolean off;

    Spans(OpenTelemetry telemetry, @ConfigProperty(name = "quarkus.otel.sdk.disabled") boolean off) {
        this.tracer = telemetry.getTracer("org.annals.timeline");
        this.off = off;
    }

    /**
     * What is done about one message.
     *
     * @param traceparent for what is published because of it
     */
    public record Step(Span span, @Nullable String traceparent) {

        public void end(boolean hasSucceeded) {
            if (!hasSucceeded) {
                span.setStatus(StatusCode.ERROR);
            }
            span.end();
        }
    }

    /**
     * Begins what is done about a message.
     *
     * @param traceparent of the message; where it has none, a trace begins
     * @param since when it was read
     */
    public Step process(String topic, String key, @Nullable String traceparent, Instant since) {
        if (off) {
            return new Step(Span.getInvalid(), traceparent);
        }
        Span span = tracer.spanBuilder("process " + topic)
                .setParent(parent(traceparent))
                .setSpanKind(SpanKind.CONSUMER)
                .setStartTimestamp(since)
                .setAttribute("messaging.system", "kafka")
                .setAttribute("messaging.operation.name", "process")
                .setAttribute("messaging.operation.type", "process")
                .setAttribute("messaging.destination.name", topic)
                .setAttribute("messaging.kafka.message.key", key)
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

    /** Of a message, this header is all that is kept. */
    private static final class OneHeader implements TextMapGetter<String> {

        @Override
        public Iterable<String> keys(String traceparent) {
            return List.of(CloudEventRecord.TRACEPARENT);
        }

        @Override
        public @Nullable String get(@Nullable String traceparent, String key) {
            return key.equals(CloudEventRecord.TRACEPARENT) ? traceparent : null;
        }
    }
}
