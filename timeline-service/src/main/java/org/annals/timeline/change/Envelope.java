// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.change;

import java.time.Instant;
import java.util.UUID;
import org.annals.timeline.json.Json;

/**
 * What the hash of a change covers. Content is covered by its digest only, so that content which the law makes us
 * erase leaves a chain that still proves the rest.
 *
 * @param contentDigest in hexadecimal digits
 */
public record Envelope(
        String timeline, long sequence, UUID eventId, int revision, Kind kind, Instant recorded, String contentDigest) {

    /** In canonical JSON (RFC 8785): names in order, and no value here that would need escaping. */
    String canonicalJson() {
        return "{\"contentDigest\":\"" + contentDigest
                + "\",\"eventId\":\"" + eventId
                + "\",\"kind\":\"" + kind.text()
                + "\",\"recorded\":\"" + Json.time(recorded)
                + "\",\"revision\":" + revision
                + ",\"sequence\":" + sequence
                + ",\"timeline\":\"" + timeline + "\"}";
    }
}
