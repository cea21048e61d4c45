package org.annals.notification.subscription;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.annals.notification.credentials.Credentials;
import org.annals.notification.credentials.KeyPair;
import org.jspecify.annotations.Nullable;

/**
 * Which changes go where.
 *
 * @param sink where to: an http or https URL
 * @param types of the events: exact, or the beginning of a type followed by {@code .*}; empty for all
 * @param timelines slugs; empty for all
 * @param disabledReason why nothing goes there any more, when it is disabled
 * @param created changes that were recorded earlier are not alerted
 * @param credentials never in an answer, but for the secret in the one to the creation
 */
public record Subscription(
        UUID id,
        URI sink,
        Protocol protocol,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> types,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> timelines,
        Status status,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String disabledReason,
        Instant created,
        @JsonIgnore Credentials credentials) {

    /** Whether it is alerted now. */
    public enum Status {
        @JsonProperty("active")
        ACTIVE,
        /** Given up, for a reason that its owner has to deal with. */
        @JsonProperty("disabled")
        DISABLED
    }

    public Subscription {
        types = List.copyOf(types);
        timelines = List.copyOf(timelines);
    }

    /** What may be read of them; null when there is nothing but a secret. */
    @JsonProperty("protocolsettings")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    ProtocolSettings.@Nullable Shown protocolSettings() {
        return credentials.key() instanceof KeyPair pair
                ? new ProtocolSettings.Shown(ProtocolSettings.Scheme.V1A, pair.publicKey())
                : null;
    }
}
