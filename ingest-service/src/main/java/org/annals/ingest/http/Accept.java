// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.http;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The media types that a client accepts (RFC 9110, section 12.5.1). */
public final class Accept {

    private final List<MediaRange> ranges;

    private Accept(List<MediaRange> ranges) {
        this.ranges = ranges;
    }

    /** Reads the header; everything is accepted where there is none, or none that can be read. */
    public static Accept of(@Nullable String header) {
        List<MediaRange> ranges = header == null ? List.of() : MediaRange.list(header);
        return new Accept(ranges.isEmpty() ? MediaRange.list(MediaType.WILDCARD) : ranges);
    }

    public static Accept of(HttpHeaders headers) {
        return of(headers.getHeaderString(HttpHeaders.ACCEPT));
    }

    public boolean takes(MediaType offer) {
        return quality(offer) > 0;
    }

    /** Returns the offer that is preferred: of equal ones, the one that the client names first. */
    public <T> Optional<T> best(Collection<T> offers, Function<T, MediaType> type) {
        return offers.stream()
                .filter(offer -> takes(type.apply(offer)))
                .min(Comparator.comparingDouble((T offer) -> -quality(type.apply(offer)))
                        .thenComparingInt(offer -> ranges.indexOf(range(type.apply(offer)))));
    }

    private double quality(MediaType offer) {
        MediaRange range = range(offer);
        return range == null ? 0 : range.weight();
    }

    private @Nullable MediaRange range(MediaType offer) {
        return ranges.stream()
                .filter(range -> range.includes(offer))
                .max(Comparator.comparingInt(MediaRange::specificity))
                .orElse(null);
    }
}
