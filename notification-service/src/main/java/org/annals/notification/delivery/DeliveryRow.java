// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.delivery;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A delivery in the database. Written set-wise by {@link DeliveryStore}, so that this is only read. */
@Entity
@Table(name = "delivery")
class DeliveryRow {

    @Id
    UUID id;

    @Column(name = "subscription_id", nullable = false)
    UUID subscriptionId;

    @Column(nullable = false)
    String timeline;

    @Column(nullable = false)
    long sequence;

    @Column(name = "event_id", nullable = false)
    UUID eventId;

    @Column(nullable = false)
    @Enumerated(EnumType.STRING)
    DeliveryStatus status;

    @Column(nullable = false)
    int attempts;

    @Column(name = "next_attempt")
    @Nullable
    Instant nextAttempt;

    /** When it is stored with its first attempt, when that was made, too. */
    @Column(nullable = false)
    Instant created;

    /** Of the first attempt, when the delivery was stored with it; others have rows of their own. */
    @Column(name = "first_outcome")
    @Nullable
    String firstOutcome;

    @Column(name = "first_status")
    @Nullable
    Integer firstStatus;

    @Column(name = "first_duration_ms")
    @Nullable
    Long firstDurationMs;

    @Column(name = "first_response")
    @Nullable
    String firstResponse;

    /** Where it went; null of one that was made before this was kept. */
    @Column(name = "first_url")
    @Nullable
    String firstUrl;

    protected DeliveryRow() {}
}
