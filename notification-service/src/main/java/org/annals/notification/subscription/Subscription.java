package org.annals.notification.subscription;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.annals.notification.credentials.Credentials;

/**
 * Which changes go where.
 *
 * @param sink where to: an http or https URL
 * @param types of the events: exact, or the beginning of a type followed by {@code .*}; empty for all
 * @param timelines slugs; empty for all
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
        Instant created,
        @JsonIgnore Credentials credentials) {

    /** Whether it is alerted now. */
    public enum Status {
        @JsonProperty("active")
        ACTIVE
    }

    public Subscription {
        types = List.copyOf(types);
        timelines = List.copyOf(timelines);
    }
}
