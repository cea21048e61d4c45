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
    EXHAUSTED
}
