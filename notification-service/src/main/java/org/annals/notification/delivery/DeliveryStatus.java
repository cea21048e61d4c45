// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.delivery;

import com.fasterxml.jackson.annotation.JsonProperty;

enum DeliveryStatus {
    @JsonProperty("waiting")
    WAITING,
    /** By mail: for the next one that is due. */
    @JsonProperty("queued")
    QUEUED,
    @JsonProperty("delivered")
    DELIVERED,
    /** The schedule is used up, or the receiver said that it will never be back. */
    @JsonProperty("exhausted")
    EXHAUSTED,
    /** A newer revision of its event took its place before it was sent. */
    @JsonProperty("superseded")
    SUPERSEDED,
    /** It was exhausted, and its owner lets the timeline go on without it. */
    @JsonProperty("skipped")
    SKIPPED,
    /** Before it was sent, its timeline became private to its subscription. */
    @JsonProperty("withheld")
    WITHHELD
}
