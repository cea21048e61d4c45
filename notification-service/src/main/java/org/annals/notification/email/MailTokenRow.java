// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.email;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

/** What the links in the mails of a subscription have in them, so that nobody else can confirm or end it. */
@Entity
@Table(name = "mail_token")
class MailTokenRow {

    @Id
    @Column(name = "subscription_id")
    UUID subscriptionId;

    @Column(nullable = false)
    String token;

    @Column(nullable = false)
    Instant expires;

    protected MailTokenRow() {}

    MailTokenRow(UUID subscriptionId, String token, Instant expires) {
        this.subscriptionId = subscriptionId;
        this.token = token;
        this.expires = expires;
    }
}
