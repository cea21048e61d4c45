// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.stream;

import io.vertx.core.Vertx;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.Provider;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.time.Duration;
import org.annals.timeline.search.EventQuery;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveResourceInfo;
import org.jboss.resteasy.reactive.server.spi.ServerHttpResponse;
import org.jboss.resteasy.reactive.server.spi.ServerMessageBodyWriter;
import org.jboss.resteasy.reactive.server.spi.ServerRequestContext;
import org.jspecify.annotations.Nullable;

/** Hands an answer over to a stream, which goes on writing it after the request is done with. */
@Provider
class StreamWriter implements ServerMessageBodyWriter<StreamWriter.Start> {

    /** From where on a stream is to tell which changes, and for how long at most. */
    record Start(
            EventQuery query,
            String place,
            @Nullable String caller,
            @Nullable Duration limit) {}

    private final Streams streams;

    StreamWriter(Streams streams) {
        this.streams = streams;
    }

    @Override
    public boolean isWriteable(
            Class<?> type, Type genericType, ResteasyReactiveResourceInfo target, MediaType mediaType) {
        return type == Start.class;
    }

    @Override
    public boolean isWriteable(Class<?> type, Type genericType, Annotation[] annotations, MediaType mediaType) {
        return type == Start.class;
    }

    @Override
    public void writeResponse(Start start, Type genericType, ServerRequestContext request) {
        ServerHttpResponse response = request.serverResponse();
        response.setChunked(true);
        streams.open(start, response, Vertx.currentContext());
    }

    @Override
    public void writeTo(
            Start start,
            Class<?> type,
            Type genericType,
            Annotation[] annotations,
            MediaType mediaType,
            MultivaluedMap<String, Object> headers,
            OutputStream out) {
        throw new IllegalStateException("A stream is written to a connection, not to an OutputStream");
    }
}
