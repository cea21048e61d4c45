package org.annals.notification.subscription;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.annals.notification.credentials.Vault;
import org.jspecify.annotations.Nullable;

/** A subscription in the database. */
@Entity
@Table(name = "subscription")
class SubscriptionRow {

    @Id
    UUID id;

    @Column(nullable = false)
    String sink;

    @Column(nullable = false)
    @Enumerated(EnumType.STRING)
    Protocol protocol;

    @Column(nullable = false, columnDefinition = "text[]")
    String[] types;

    @Column(nullable = false, columnDefinition = "text[]")
    String[] timelines;

    @Column(nullable = false)
    @Enumerated(EnumType.STRING)
    Subscription.Status status;

    @Column(name = "disabled_reason")
    @Nullable
    String disabledReason;

    /** Encrypted. */
    @Column(nullable = false)
    String secret;

    @Column(nullable = false)
    Instant created;

    @Column(nullable = false)
    long version;

    protected SubscriptionRow() {}

    SubscriptionRow(Subscription subscription, long version, Vault vault) {
        this.id = subscription.id();
        this.sink = subscription.sink().toString();
        this.protocol = subscription.protocol();
        this.types = subscription.types().toArray(String[]::new);
        this.timelines = subscription.timelines().toArray(String[]::new);
        this.status = subscription.status();
        this.secret = vault.seal(subscription.id(), subscription.credentials());
        this.disabledReason = subscription.disabledReason();
        this.created = subscription.created();
        this.version = version;
    }

    Subscription toSubscription(Vault vault) {
        return new Subscription(
                id,
                URI.create(sink),
                protocol,
                List.of(types),
                List.of(timelines),
                status,
                disabledReason,
                created,
                vault.open(id, secret));
    }
}
