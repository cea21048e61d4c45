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

    @Column(nullable = false)
    Instant created;

    protected DeliveryRow() {}
}
