// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.body;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.Locale;
import java.util.function.Consumer;
import org.annals.ingest.problem.ProblemException;
import org.jspecify.annotations.Nullable;

/** Undoes the content encoding of a body: gzip, or none. */
final class ContentDecoder {

    private final @Nullable Gunzip gunzip;

    private ContentDecoder(@Nullable Gunzip gunzip) {
        this.gunzip = gunzip;
    }

    static ContentDecoder of(HttpServerRequest request) {
        String encoding = request.getHeader(HttpHeaders.CONTENT_ENCODING);
        return switch (encoding == null ? "identity" : encoding.strip().toLowerCase(Locale.ROOT)) {
            case "identity" -> new ContentDecoder(null);
            case "gzip", "x-gzip" -> new ContentDecoder(new Gunzip());
            default ->
                throw ProblemException.unsupportedEncoding(
                        "unsupported-content-encoding", "A body may be encoded with gzip, or not at all.", "gzip");
        };
    }

    boolean isPlain() {
        return gunzip == null;
    }

    /** Passes on what the chunk stands for; a {@link ProblemException} of who takes it ends that. */
    void decode(Buffer chunk, Consumer<Buffer> decoded) {
        if (gunzip == null) {
            decoded.accept(chunk);
        } else {
            gunzip.inflate(chunk.getBytes(), decoded);
        }
    }

    /** Refuses a body that is not whole. */
    void end() {
        if (gunzip != null) {
            gunzip.end();
        }
    }

    void close() {
        if (gunzip != null) {
            gunzip.close();
        }
    }
}
