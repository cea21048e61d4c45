// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.subscription;

import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What subscriptions ask of a change.
 *
 * @param attributes of the CloudEvent, as text
 * @param actors names and URIs, as {@link #actor} writes them
 * @param status null where the event does not say
 * @param occurred the latest instant at which it can have happened; null where that is not known
 * @param backfill archive material, which alerts nobody who did not ask for it
 */
public record Facts(
        String timeline,
        String type,
        Map<String, String> attributes,
        Set<String> actors,
        @Nullable EventStatus status,
        @Nullable Instant occurred,
        Instant recorded,
        boolean backfill) {

    /** Names are compared without case and outer space. */
    public static String actor(String name) {
        return name.strip().toLowerCase(Locale.ROOT);
    }
}
