// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.paging;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;
import org.annals.notification.problem.ProblemException;
import org.jspecify.annotations.Nullable;

/** The last item of a page, in lists that are ordered by creation. Opaque to clients, so that it can change. */
public record Cursor(Instant created, UUID id) {

    private static final String SEPARATOR = "/";

    /** Reads what {@link #toString} wrote; null for the first page. Refuses what it did not write. */
    public static @Nullable Cursor parse(@Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            String plain = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
            String[] parts = plain.split(SEPARATOR, 2);
            if (parts.length == 2) {
                return new Cursor(Instant.parse(parts[0]), UUID.fromString(parts[1]));
            }
        } catch (IllegalArgumentException | DateTimeException e) {
            throw invalid();
        }
        throw invalid();
    }

    @Override
    public String toString() {
        String plain = created + SEPARATOR + id;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(plain.getBytes(StandardCharsets.UTF_8));
    }

    private static ProblemException invalid() {
        return ProblemException.badRequest(
                "invalid-parameter", "cursor is not one that this list gave: take it from next as it is");
    }
}
