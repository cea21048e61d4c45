package org.annals.notification.delivery;

import com.fasterxml.jackson.annotation.JsonProperty;

enum DeliveryStatus {
    @JsonProperty("waiting")
    WAITING,
    @JsonProperty("delivered")
    DELIVERED,
    /** The schedule is used up, or the receiver said that it will never be back. */
    @JsonProperty("exhausted")
    EXHAUSTED
}
