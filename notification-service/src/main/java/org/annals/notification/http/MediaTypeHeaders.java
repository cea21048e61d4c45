// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.http;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Brings Accept and Content-Type of each request into one form. The framework takes a space before a semicolon for a part
 * of the type, does not know of quotes, and fails on what is no media type.
 */
@Singleton
class MediaTypeHeaders {

    /** Before all that reads them. */
    private static final int PRIORITY = 9_000;

    void register(@Observes Filters filters) {
        filters.register(this::pass, PRIORITY);
    }

    private void pass(RoutingContext request) {
        MultiMap headers = request.request().headers();
        if (headers.contains(HttpHeaders.ACCEPT)) {
            accept(headers);
        }
        String contentType = headers.get(HttpHeaders.CONTENT_TYPE);
        MediaRange type = contentType == null ? null : MediaRange.parse(contentType);
        if (type != null) {
            headers.set(HttpHeaders.CONTENT_TYPE, type.text());
        }
        request.next();
    }

    private static void accept(MultiMap headers) {
        List<MediaRange> ranges = MediaRange.list(String.join(",", headers.getAll(HttpHeaders.ACCEPT)));
        if (ranges.isEmpty()) {
            headers.remove(HttpHeaders.ACCEPT);
        } else {
            headers.set(
                    HttpHeaders.ACCEPT,
                    ranges.stream()
                            .map(range -> range.type() + "/" + range.subtype() + ";q=" + range.weight())
                            .collect(Collectors.joining(", ")));
        }
    }
}
