// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.email;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A mail in the database: to whom and about what. What it says is written when it is sent. */
@Entity
@Table(name = "mail")
class MailRow {

    /** What a mail is about. */
    enum Kind {
        /** The changes whose deliveries name it. */
        ALERT,
        /** Whether somebody wants the mails of a subscription. */
        CONFIRMATION,
        /** That a subscription was given up. */
        DISABLED
    }

    enum Status {
        WAITING,
        SENT,
        /** The schedule is used up, or the recipient takes nothing. */
        FAILED,
        /** There was nothing to say any more. */
        DROPPED
    }

    @Id
    UUID id;

    @Column(name = "subscription_id", nullable = false)
    UUID subscriptionId;

    @Column(nullable = false)
    @Enumerated(EnumType.STRING)
    Kind kind;

    @Column(nullable = false)
    String recipient;

    @Column(nullable = false)
    @Enumerated(EnumType.STRING)
    Status status;

    @Column(nullable = false)
    int attempts;

    /** While it waits. */
    @Column(name = "next_attempt")
    @Nullable
    Instant nextAttempt;

    /** While somebody sends it; when this has passed, that somebody is gone. */
    @Column(name = "claimed_until")
    @Nullable
    Instant claimedUntil;

    @Column(nullable = false)
    Instant created;

    /** On whose behalf it goes to an address that has not confirmed; null where nobody is known. */
    @Nullable
    String owner;

    protected MailRow() {}
}
