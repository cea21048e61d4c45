// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.delivery;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An attempt in the database, other than one that its delivery was stored with. Written set-wise by {@link AttemptStore}, so that this is only read. */
@Entity
@Table(name = "attempt")
@IdClass(AttemptRow.Key.class)
class AttemptRow {

    record Key(UUID deliveryId, int number) implements Serializable {}

    @Id
    @Column(name = "delivery_id")
    UUID deliveryId;

    @Id
    int number;

    @Column(nullable = false)
    Instant at;

    @Column(nullable = false)
    String outcome;

    @Nullable
    Integer status;

    @Column(name = "duration_ms", nullable = false)
    long durationMs;

    @Nullable
    String response;

    /** Where it went; null of one that was made before this was kept. */
    @Nullable
    String url;

    protected AttemptRow() {}
}
