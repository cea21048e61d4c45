// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.subscription;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.annals.notification.credentials.Credentials;
import org.annals.notification.filter.FilterException;
import org.jspecify.annotations.Nullable;

/**
 * Which changes go where.
 *
 * @param asked by the subscriber, without its secret
 * @param version grows with each change of any subscription
 * @param disabledReason for its owner, when it is disabled
 * @param grant whose it is, and what they may be told of
 * @param credentials never in an answer, but for the secret in the one to the creation
 */
public record Subscription(
        UUID id,

        @JsonUnwrapped @JsonIgnoreProperties("protocolsettings")
        NewSubscription asked,

        Status status,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String disabledReason,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Instant disabledSince,
        Instant created,
        @JsonIgnore long version,
        @JsonIgnore Credentials credentials,
        @JsonIgnore Grant grant,
        @JsonIgnore Criteria criteria) {

    /** Whether it is alerted now. */
    public enum Status {
        @JsonProperty("active")
        ACTIVE,
        /** By its owner: what comes meanwhile is kept for when it is resumed. */
        @JsonProperty("paused")
        PAUSED,
        /** Not before whoever reads its mail says that they want it. */
        @JsonProperty("unconfirmed")
        UNCONFIRMED,
        /** Given up, for a reason that its owner has to deal with. */
        @JsonProperty("disabled")
        DISABLED
    }

    public Subscription(
            UUID id,
            NewSubscription asked,
            Status status,
            @Nullable String disabledReason,
            @Nullable Instant disabledSince,
            Instant created,
            long version,
            Credentials credentials,
            Grant grant) {
        this(
                id,
                asked,
                status,
                disabledReason,
                disabledSince,
                created,
                version,
                credentials,
                grant,
                new Criteria(asked));
    }

    Subscription with(NewSubscription changed) {
        return new Subscription(
                id,
                changed.withoutSecret(),
                status,
                disabledReason,
                disabledSince,
                created,
                version,
                credentials.withHeaders(
                        CustomHeaders.unmasked(changed.protocolsettings().headers(), credentials.headers())),
                grant);
    }

    Subscription with(Grant renewed) {
        return new Subscription(
                id, asked, status, disabledReason, disabledSince, created, version, credentials, renewed);
    }

    Subscription with(Status changed) {
        return new Subscription(id, asked, changed, null, null, created, version, credentials, grant);
    }

    /** Who made it; absent where nobody is known. */
    @JsonProperty("owner")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public @Nullable String owner() {
        return grant.owner();
    }

    @JsonIgnore
    public boolean isOrdered() {
        return asked.ordered();
    }

    /** How long a change waits for newer revisions of its event. */
    public Duration coalesce() {
        return asked.coalesce() == null ? Duration.ZERO : Duration.parse(asked.coalesce());
    }

    /** Whether its deliveries are sent straight from the log, or wait in the database: for others, or for newer ones. */
    @JsonIgnore
    public boolean isImmediate() {
        return !asked.ordered() && asked.coalesce() == null;
    }

    @JsonIgnore
    public boolean isActive() {
        return status == Status.ACTIVE;
    }

    /** What may be read of them; null when there is nothing but a secret. */
    @JsonProperty("protocolsettings")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    ProtocolSettings.@Nullable Shown protocolSettings() {
        return asked.protocolsettings().shown(credentials.key());
    }

    public URI sink() {
        return asked.sink();
    }

    /** How often mail is sent; null for at once. */
    @JsonIgnore
    public @Nullable Pace pace() {
        return asked.pace();
    }

    /** Of webhooks a second; null for as many as there are. */
    public @Nullable Integer rateLimit() {
        return asked.protocolsettings().rateLimit();
    }

    public Protocol protocol() {
        return asked.protocol();
    }

    /** Whether a change is not before where it starts; a replay may go back behind that. */
    public boolean hasStarted(long sequence, Instant recorded) {
        Since since = asked.since();
        return since == null || since.includes(sequence, recorded);
    }

    /**
     * Whether it asks for a change.
     *
     * @throws FilterException when one of its filters can't say
     */
    boolean wants(Facts facts) {
        return criteria.fit(facts);
    }
}
