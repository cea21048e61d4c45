// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.delivery;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.CombinedChannelDuplexHandler;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestEncoder;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.AttributeKey;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the answers of a connection that has one request at a time. Interim answers (RFC 9110, section 15.2) are left
 * out: the HTTP client takes those that it does not know as final, and the real answer as that of the next request.
 * Bytes that belong to no request end the connection, so that they are never taken for the next answer.
 */
final class WebhookCodec extends CombinedChannelDuplexHandler<WebhookCodec.Decoder, WebhookCodec.Encoder> {

    /** Of a status line, and of all headers: receivers behind gateways set large cookies. */
    private static final int MAX_HEADER_BYTES = 64 * 1024;

    private static final AttributeKey<WebhookCodec> KEY = AttributeKey.valueOf(WebhookCodec.class, "codec");

    private final Decoder decoder;

    private WebhookCodec(Decoder decoder) {
        super(decoder, new Encoder(decoder));
        this.decoder = decoder;
    }

    /** Takes the place of the client's codec on a new connection. */
    static void install(HttpConnection connection) {
        WebhookCodec codec = new WebhookCodec(new Decoder());
        channel(connection).attr(KEY).set(codec);
        channel(connection).pipeline().replace(HttpClientCodec.class, "codec", codec);
    }

    /** Also of a connection that is closed, which has no handlers any more. */
    static WebhookCodec of(HttpConnection connection) {
        return channel(connection).attr(KEY).get();
    }

    /** Whether the connection had a request before the last one. */
    boolean isReused() {
        return decoder.requests > 1;
    }

    /** Returns the status of the answer to the last request as soon as its status line is read; null before. */
    @Nullable
    Integer status() {
        return decoder.status;
    }

    private static Channel channel(HttpConnection connection) {
        return ((ConnectionBase) connection).channel();
    }

    /** Notes each request. */
    static final class Encoder extends HttpRequestEncoder {

        private final Decoder decoder;

        private Encoder(Decoder decoder) {
            this.decoder = decoder;
        }

        @Override
        protected void encode(ChannelHandlerContext context, Object message, List<Object> out) throws Exception {
            if (message instanceof HttpRequest) {
                decoder.expect();
            }
            super.encode(context, message, out);
        }
    }

    /** Passes final answers on. The fields that other threads read are volatile; the event loop alone writes. */
    static final class Decoder extends HttpResponseDecoder {

        private static final int MAX_SHOWN_BYTES = 40;

        private volatile int requests;
        private volatile @Nullable Integer status;
        private boolean awaiting;
        private boolean interim;

        private Decoder() {
            super(new HttpDecoderConfig()
                    .setMaxInitialLineLength(MAX_HEADER_BYTES)
                    .setMaxHeaderSize(MAX_HEADER_BYTES));
        }

        // Only the event loop writes it.
        @SuppressWarnings("NonAtomicVolatileUpdate")
        private void expect() {
            requests++;
            status = null;
            awaiting = true;
        }

        @Override
        protected HttpMessage createMessage(String[] statusLine) {
            HttpResponse response = (HttpResponse) super.createMessage(statusLine);
            if (!response.protocolVersion().protocolName().equals("HTTP")) {
                throw new IllegalArgumentException(statusLine[0]);
            }
            if (response.protocolVersion().majorVersion() != 1) {
                // Nothing is known of how such a connection goes on.
                response.setProtocolVersion(HttpVersion.HTTP_1_0);
            }
            if (!isInterim(response)) {
                status = response.status().code();
            }
            return response;
        }

        @Override
        protected void decode(ChannelHandlerContext context, ByteBuf buffer, List<Object> out) throws Exception {
            if (!awaiting) {
                buffer.skipBytes(buffer.readableBytes());
                end(context);
                return;
            }
            int begin = buffer.readerIndex();
            int length = Math.min(buffer.readableBytes(), MAX_SHOWN_BYTES);
            super.decode(context, buffer, out);
            out.removeIf(this::isOfInterim);
            for (int i = 0; i < out.size(); i++) {
                Object part = out.get(i);
                if (part instanceof HttpResponse response
                        && response.decoderResult().isFailure()
                        && status == null) {
                    String shown = buffer.toString(begin, length, StandardCharsets.ISO_8859_1);
                    response.setDecoderResult(DecoderResult.failure(new InvalidResponseException(shown)));
                } else if (part instanceof LastHttpContent) {
                    awaiting = false;
                    if (buffer.isReadable() || isSwitch()) {
                        // Without its end, the client does not use the connection again; the status stands.
                        out.remove(i);
                        end(context);
                    }
                }
            }
        }

        // Whatever becomes of that, nothing more is read as an answer.
        @SuppressWarnings("FutureReturnValueIgnored")
        private static void end(ChannelHandlerContext context) {
            context.close();
        }

        private boolean isSwitch() {
            Integer code = status;
            return code != null && code == HttpResponseStatus.SWITCHING_PROTOCOLS.code();
        }

        private boolean isOfInterim(Object part) {
            if (part instanceof HttpResponse response) {
                interim = isInterim(response) && response.decoderResult().isSuccess();
            }
            boolean left = interim;
            if (part instanceof LastHttpContent) {
                interim = false;
            }
            return left;
        }

        private static boolean isInterim(HttpResponse response) {
            return response.status().codeClass() == HttpStatusClass.INFORMATIONAL
                    && response.status().code() != HttpResponseStatus.SWITCHING_PROTOCOLS.code();
        }
    }
}
