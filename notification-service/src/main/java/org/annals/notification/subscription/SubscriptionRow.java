// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.subscription;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/** A subscription in the database. */
@Entity
@Table(name = "subscription")
class SubscriptionRow {

    @Id
    UUID id;

    /** What was asked for, in the form of the API. */
    @Column(nullable = false)
    @JdbcTypeCode(SqlTypes.JSON)
    String asked;

    @Column(nullable = false)
    @Enumerated(EnumType.STRING)
    Subscription.Status status;

    @Column(name = "disabled_reason")
    @Nullable
    String disabledReason;

    @Column(name = "disabled_since")
    @Nullable
    Instant disabledSince;

    /** Who made it; null without a login. */
    @Column
    @Nullable
    String owner;

    /** The private timelines that its owner may be told of. */
    @Column(nullable = false, columnDefinition = "text[]")
    @JdbcTypeCode(SqlTypes.ARRAY)
    String[] reads = {};

    /** Encrypted. */
    @Column(nullable = false)
    String secret;

    @Column(nullable = false)
    Instant created;

    @Column(nullable = false)
    long version;

    protected SubscriptionRow() {}
}
